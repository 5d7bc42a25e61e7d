import type { Messages } from './en.ts';
import { devicesEs } from './es-devices.ts';
import { enterCodeProblemsEs, problemsEs } from './es-problems.ts';
import { helpEs } from './es-help.ts';
import { reviewEs } from './es-review.ts';

const signInProblems: Messages['signIn']['problems'] = {
  'wrong-credentials': {
    what: 'El nombre y la contraseña no coinciden.',
    next: 'Compruebe ambos e inténtelo de nuevo. La contraseña distingue mayúsculas y minúsculas.',
  },
  locked: { what: 'Esta cuenta está bloqueada.', next: 'Pida a quien administra este servicio que la desbloquee.' },
  'too-many-attempts': {
    what: 'Demasiados intentos de inicio de sesión.',
    next: 'Espere unos minutos y vuelva a intentarlo.',
  },
  'form-expired': {
    what: 'Este formulario estuvo abierto demasiado tiempo.',
    next: 'No se envió nada. Inicie sesión de nuevo.',
  },
};

const outcomes: Messages['done']['outcomes'] = {
  approved: {
    title: 'Aprobado',
    heading: '{client} está conectado',
    lead: 'Vuelva a su dispositivo. Continuará por sí solo en unos segundos.',
    next: ['Puede cerrar esta página.'],
  },
  denied: {
    title: 'Denegado',
    heading: '{client} no se ha conectado',
    lead: 'No ha obtenido acceso. Su dispositivo lo indicará en unos segundos.',
    next: ['Si aun así quiere conectarlo, empiece de nuevo en su dispositivo.', 'Puede cerrar esta página.'],
  },
  'not-me': {
    title: 'Rechazado',
    heading: 'Ha hecho bien en fijarse',
    lead: '{client} no ha obtenido acceso y el rechazo ha quedado registrado.',
    next: [
      'Si alguien le envió el código, no le responda y avise a las personas que se ocupan de la seguridad en su organización.',
      'Nadie ha llegado a conocer su contraseña por esto.',
      'Puede cerrar esta página.',
    ],
  },
};

/** Every sentence on the pages, in Spanish (usted). */
export const es: Messages = {
  layout: {
    skip: 'Ir al contenido',
    signedInAs: 'Sesión iniciada como',
    signOut: 'Cerrar sesión',
    help: 'Contactar con soporte',
    errorTitle: 'Error:',
  },
  signIn: {
    title: 'Iniciar sesión',
    heading: 'Iniciar sesión',
    leadForCode: 'Su dispositivo está esperando. Inicie sesión y verá qué solicita.',
    leadAgain: 'Una vez más, para estar seguros de que es usted. Después volverá al código.',
    lead: 'Con la cuenta que tiene aquí.',
    username: 'Nombre de usuario',
    password: 'Contraseña',
    submit: 'Iniciar sesión',
    problems: signInProblems,
  },
  enterCode: {
    title: 'Introducir el código',
    heading: 'Introduzca el código de su dispositivo',
    lead: 'Aparece en la pantalla del dispositivo o en el terminal donde está iniciando sesión.',
    label: 'Código',
    hint: 'Las mayúsculas, los guiones y los espacios no importan.',
    placeholder: 'XXXX-XXXX',
    submit: 'Continuar',
    after: 'A continuación verá quién lo solicita. Todavía no se ha aprobado nada.',
    cautionHeading: '¿Lo ha empezado usted?',
    caution:
      'Continúe solo si acaba de empezarlo usted. Si alguien le ha enviado un código, sea quien sea, deténgase aquí: le permitiría entrar en su nombre.',
    prefilled: 'El código ya está escrito. Compárelo con el de su dispositivo.',
    retryAfter: 'Podrá intentarlo de nuevo en {time}.',
    problems: enterCodeProblemsEs,
  },
  review: reviewEs,
  devices: devicesEs,
  done: { device: 'Se hace llamar', devices: 'Ver o desconectar sus dispositivos', outcomes },
  problem: problemsEs,
  help: helpEs,
  home: {
    title: 'Inicio',
    heading: 'Conecte un dispositivo sin navegador',
    lead: 'Su terminal, servidor o tarea programada muestra un código corto. Usted lo introduce aquí, ve quién lo solicita y decide.',
    enterCode: 'Introducir un código',
    forMakers: 'Para quienes desarrollan aplicaciones',
    issuer: 'Emisor (issuer)',
  },
  leaving: {
    title: 'Iniciar sesión',
    heading: 'Un momento: inicie sesión de nuevo',
    lead: 'Le llevamos al lugar donde inicia sesión. Su dispositivo sigue esperando.',
    action: 'Continuar',
  },
  signedOut: {
    title: 'Sesión cerrada',
    heading: 'Ha cerrado la sesión',
    lead: 'Los dispositivos que conectó siguen funcionando. Cada uno tiene su propio acceso.',
    enterCode: 'Introducir un código',
    stillOpen: {
      heading: 'La sesión se cierra donde la inició',
      lead: 'Aquí no hay una sesión propia. En cuanto la cierre allí, quedará cerrada también aquí.',
      action: 'Ir a cerrar la sesión',
    },
    mayBeOpen: {
      lead: 'Es posible que la sesión siga abierta donde la inició. En un equipo que usan otras personas, ciérrela también allí.',
      action: 'Cerrarla también allí',
    },
  },
};
