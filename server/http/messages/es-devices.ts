import type { devicesEn } from './en-devices.ts';

/** A person's devices, in Spanish. */
export const devicesEs: typeof devicesEn = {
  title: 'Sus dispositivos',
  heading: 'Sus dispositivos',
  lead: 'Cada uno tiene su propio acceso, en su nombre. Cerrar la sesión aquí no desconecta ninguno.',
  none: 'Ningún dispositivo tiene acceso.',
  noneNext: 'Cuando uno le muestre un código, introdúzcalo aquí.',
  enterCode: 'Introducir un código',
  noName: 'Sin nombre',
  awaitedHeading: 'Aprobado, todavía sin conectar',
  awaited: 'Aún no ha recogido su acceso. Puede hacerlo durante {time} más.',
  client: 'Aplicación',
  uses: '{client}, para usar {api}',
  rights: 'Puede',
  lastUsed: 'Último uso',
  whenAndWhere: '{time}, desde {address}',
  sameNetwork: 'La red en la que está usted ahora',
  paired: 'Conectado',
  pairedBy: { code: 'Con un código que usted introdujo', key: 'Con una clave de registro' },
  program: 'Dijo que era',
  protection: 'Protección',
  keyBound: 'Solo funciona con una clave que está en el dispositivo',
  notKeyBound: 'Funciona para quien tenga una copia de su acceso',
  ends: 'Termina',
  endsIn: 'En {time}, si no se usa',
  rename: 'Cambiar nombre',
  newName: 'Nombre nuevo',
  save: 'Guardar',
  end: 'Desconectar',
  endAllHeading: 'Desconectarlos todos',
  endAllWords:
    'Todos los dispositivos pierden el acceso y hay que volver a conectarlos con un código. Hágalo si cree que alguien más tiene uno de ellos.',
  endAll: 'Desconectar todos los dispositivos',
  notices: {
    renamed: { what: 'Ahora se llama {name}.', meaning: 'Solo usted ve este nombre.' },
    ended: {
      what: 'Se ha desconectado {device}.',
      meaning:
        'No obtendrá acceso nuevo e indicará que hay que conectarlo otra vez. El que tiene se acaba en {time} como máximo.',
    },
    'all-ended': {
      what: 'Se han desconectado todos sus dispositivos: {count}.',
      meaning:
        'No obtendrán acceso nuevo e indicarán que hay que conectarlos otra vez. El que tienen se acaba en {time} como máximo.',
    },
  },
  problems: {
    'form-expired': { what: 'Esta página estuvo abierta demasiado tiempo.', next: 'No se ha cambiado nada. Hágalo otra vez.' },
    gone: {
      what: 'Ya no tiene ese dispositivo.',
      next: 'Se desconectó o se le acabó el tiempo. Abajo figura lo que tiene ahora.',
    },
    'name-empty': { what: 'Todavía no hay ningún nombre.', next: 'Escriba uno con al menos una letra. Se conserva el anterior.' },
    'name-too-long': { what: 'Este nombre es demasiado largo.', next: 'Use 64 caracteres como máximo. Se conserva el anterior.' },
  },
  unnamed: 'un dispositivo sin nombre',
  link: 'Ver sus dispositivos',
  places: {
    full: {
      heading: 'No queda sitio para este dispositivo',
      words:
        'Tiene {max} dispositivos con {client}, y ese es el límite. Desconecte antes uno de ellos; después vuelva aquí y apruebe.',
    },
    evicts: {
      heading: 'Se desconectará otro dispositivo',
      words:
        'Tiene {max} dispositivos con {client}, y ese es el límite. Cuando se conecte este, {device} perderá el acceso. Último uso: {time}.',
    },
  },
};
