import type { devicesEn } from './en-devices.ts';

/** A person's devices, in Spanish. */
export const devicesEs: typeof devicesEn = {
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
