import type { enterCodeProblemsEn, problemsEn } from './en-problems.ts';

/** Why a code led nowhere, in Spanish. */
export const enterCodeProblemsEs: typeof enterCodeProblemsEn = {
  missing: { what: 'Todavía no hay ningún código.', next: 'Escriba las letras que muestra su dispositivo.' },
  unknown: {
    what: 'Ningún dispositivo está esperando con este código.',
    next: 'Compárelo letra por letra con el de su dispositivo. No contiene vocales ni cifras.',
  },
  expired: { what: 'Este código ha caducado.', next: 'Empiece de nuevo en su dispositivo: mostrará otro.' },
  'already-used': {
    what: 'Este código ya ha cumplido su función: se conectó un dispositivo con él.',
    next: 'Si su dispositivo sigue esperando, empiece de nuevo en él para obtener otro código.',
  },
  'already-decided': {
    what: 'Esta solicitud ya se ha decidido.',
    next: 'Aquí no queda nada por hacer. Si su dispositivo sigue esperando, empiece de nuevo en él para obtener otro código.',
  },
  'form-expired': {
    what: 'Esta página estuvo abierta demasiado tiempo.',
    next: 'No se ha decidido nada. Introduzca el código otra vez.',
  },
  'too-many-attempts': {
    what: 'Demasiados códigos con los que no espera ningún dispositivo.',
    next: 'Mientras tanto, compruebe el código en su dispositivo y después inténtelo de nuevo.',
  },
  'own-review-needed': {
    what: 'Esta solicitud se abrió en otra sesión.',
    next: 'No se ha decidido nada. Introduzca aquí el código para ver usted la solicitud.',
  },
  'type-it-yourself': {
    what: 'En esta aplicación hay que escribir el código a mano.',
    next: 'El enlace lo había rellenado. Léalo en su dispositivo y escríbalo aquí. Si no tiene ese dispositivo delante, deténgase: alguien quiere entrar en su nombre.',
  },
  'network-changed': {
    what: 'Ahora está en otra red.',
    next: 'No se ha decidido nada. Esta aplicación solo se puede conectar desde la red en la que está el dispositivo. Vuelva a ella e introduzca el código otra vez.',
  },
  'too-many-devices': {
    what: 'Tiene tantos dispositivos con esta aplicación como puede tener.',
    next: 'No se ha decidido nada. Desconecte uno de ellos en la página de sus dispositivos y vuelva a introducir el código.',
  },
};

const problems: typeof problemsEn.problems = {
  'not-found': {
    heading: 'Esta página no existe',
    what: 'Puede que la dirección esté mal escrita o que la página haya cambiado de lugar.',
    next: 'Si su dispositivo le ha enviado aquí, introduzca su código.',
  },
  method: {
    heading: 'Esta página no funciona así',
    what: 'Se ha solicitado de una manera a la que no responde.',
    next: 'Empiece de nuevo con el código de su dispositivo.',
  },
  broken: {
    heading: 'Algo ha fallado por nuestra parte',
    what: 'Ha quedado registrado. Usted no ha hecho nada mal.',
    next: 'Inténtelo de nuevo en un momento. Si continúa, comunique la referencia que figura abajo.',
  },
  unavailable: {
    heading: 'No disponible en este momento',
    what: 'El servicio no consigue acceder a algo que necesita.',
    next: 'Inténtelo de nuevo en un minuto. Su dispositivo seguirá esperando.',
  },
  'bad-request': {
    heading: 'No se ha podido leer',
    what: 'Lo que envió su navegador estaba incompleto o no se entendió. No se ha cambiado nada.',
    next: 'Vuelva atrás e inténtelo de nuevo, o empiece con el código de su dispositivo.',
  },
  forbidden: {
    heading: 'No puede hacer esto',
    what: 'Su cuenta no tiene permiso para hacerlo o la página pertenece a otra sesión.',
    next: 'Empiece de nuevo con el código de su dispositivo.',
  },
  'web-session': {
    heading: 'No vemos su inicio de sesión',
    what: 'Ha vuelto de iniciar sesión, pero sin una sesión en la que podamos confiar.',
    next: 'Inténtelo una vez más. Si continúa, comunique la referencia que figura abajo.',
  },
  oauth: {
    heading: 'La solicitud no era válida',
    what: 'La aplicación que le ha enviado aquí ha pedido algo a lo que no se puede responder.',
    next: 'Comunique a su fabricante lo que figura abajo.',
  },
};

const reasons: typeof problemsEn.reasons = {
  'nothing-here': 'No hay nada en esta dirección.',
  'no-such-request': 'Esta dirección no admite ese tipo de solicitud.',
  'storage-silent':
    'El almacenamiento no responde. Si acaba de decidir algo, introduzca el código otra vez para ver si se ha conservado.',
  'no-form': 'El formulario no se envió como formulario.',
  'field-twice': 'El formulario contenía un campo dos veces.',
  'form-too-large': 'El formulario era demasiado grande.',
  'no-decision': 'El formulario no indicaba ni aprobar ni denegar.',
  'nothing-to-grant':
    'Su cuenta no tiene ninguno de los permisos que solicita este dispositivo. El dispositivo ya lo sabe; tiene que empezar de nuevo para alguien que los tenga.',
  'sign-in-not-seen': 'No se encontró el inicio de sesión o no se pudo comprobar.',
  'sign-in-not-enough': 'El inicio de sesión no es lo bastante reciente o seguro para lo que iba a hacer.',
  'sign-in-silent': 'El servicio que comprueba su inicio de sesión no responde.',
  'still-signed-in': 'Su sesión sigue abierta: el formulario era demasiado antiguo. Vuelva a la página e inténtelo de nuevo.',
};

/** The problem page, in Spanish. */
export const problemsEs: typeof problemsEn = {
  enterCode: 'Introducir un código',
  reference: 'Referencia',
  detail: 'Detalle',
  status: 'Estado',
  problems,
  reasons,
};
