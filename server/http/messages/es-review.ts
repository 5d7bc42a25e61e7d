import type { reviewEn } from './en-review.ts';

/** The review, in Spanish. */
export const reviewEs: typeof reviewEn = {
  title: 'Revisar la solicitud',
  heading: '¿Permitir que {client} acceda a {api}?',
  actsAs: 'Actuaría en su nombre: {name} ({id}).',
  codeHeading: 'Compare el código',
  codeHint: 'Su dispositivo debe mostrar exactamente este. Si no es así, deniegue.',
  cautionHeading: 'Solo si lo ha empezado usted',
  caution:
    'Apruebe únicamente lo que acaba de empezar usted, en su propio dispositivo. ¿Alguien le ha enviado el código o un enlace? Entonces es una trampa: deniegue.',
  scopesHeading: 'Podrá hacer lo siguiente',
  dangerousHeading: 'Y esto, que puede causar daños duraderos',
  onlyDangerousHeading: 'Esto, que puede causar daños duraderos',
  leftOutHeading: 'Solicitado, pero no concedido',
  leftOutReasons: { role: 'Su rol no lo incluye.' },
  identityScopes: {
    openid: 'Saber qué cuenta es esta',
    profile: 'Ver su nombre',
    email: 'Ver su dirección de correo electrónico',
    offline_access: 'Mantener la sesión hasta que usted la termine',
  },
  noScopes: 'No solicita ningún permiso en particular: solo saber quién es usted.',
  whoHeading: 'Quién lo solicita',
  client: 'Aplicación',
  aboutClient: 'Acerca de esta aplicación (abre una página nueva)',
  clientNote: 'Registrada aquí como {id}',
  asked: 'Solicitado',
  expires: 'Se puede decidir durante {time} más',
  address: 'Desde',
  networks: {
    same: { what: 'La misma red que la suya', meaning: 'La solicitud llegó desde la red en la que está usted ahora.' },
    different: {
      what: 'Una red distinta de la suya',
      meaning: 'Es lo habitual con un servidor remoto. ¿Tiene el dispositivo a su lado? Entonces deniegue.',
    },
    unknown: { what: 'No se ha podido comparar con su red', meaning: 'Guíese por la dirección, si la conoce.' },
  },
  claimsHeading: 'Lo que el dispositivo dice de sí mismo',
  claimsNote: 'Son sus propias palabras. Nadie las ha comprobado.',
  deviceName: 'Nombre',
  noDeviceName: 'No ha dado ningún nombre.',
  userAgent: 'Programa',
  programOnSystem: '{program} en {system}',
  noUserAgent: 'No lo ha indicado.',
  decideHeading: 'Su decisión',
  obstacles: {
    'other-network': {
      what: 'No se puede aprobar desde aquí',
      next: 'Esta aplicación solo se puede conectar desde la red en la que está el dispositivo, y usted está en otra. Abra esta página en ella o deniegue.',
    },
    'network-unknown': {
      what: 'No se puede aprobar desde aquí',
      next: 'Esta aplicación solo se puede conectar desde la red en la que está el dispositivo, y no se puede saber si usted está en ella. Una VPN o los datos móviles pueden ser la causa. Abra esta página en la red del dispositivo o deniegue.',
    },
    'sign-in-too-old': {
      what: 'Para aprobar, inicie sesión otra vez',
      next: 'Inició sesión hace un tiempo y esta aplicación quiere estar segura de que sigue siendo usted. Después volverá a esta solicitud.',
    },
    'sign-in-too-weak': {
      what: 'Para aprobar, inicie sesión con una prueba más segura',
      next: 'Esta aplicación pide más que aquello con lo que inició sesión, como una llave de seguridad o un código de un solo uso. Después volverá a esta solicitud. Si esto aparece de nuevo, su cuenta todavía no tiene esa prueba: consulte a quienes administran este servicio.',
    },
  },
  signInAgain: 'Iniciar sesión de nuevo',
  deny: 'Denegar',
  approve: 'Aprobar',
  notMeLead: '¿No lo ha empezado usted?',
  notMe: 'No he sido yo',
};
