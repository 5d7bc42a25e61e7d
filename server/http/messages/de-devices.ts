import type { devicesEn } from './en-devices.ts';

/** A person's devices, in German. */
export const devicesDe: typeof devicesEn = {
  unnamed: 'ein Gerät ohne Namen',
  link: 'Ihre Geräte ansehen',
  places: {
    full: {
      heading: 'Für dieses Gerät ist kein Platz mehr frei',
      words:
        'Sie haben {max} Geräte mit {client}, mehr sind nicht erlaubt. Trennen Sie zuerst eines davon; kehren Sie dann hierher zurück und geben Sie frei.',
    },
    evicts: {
      heading: 'Ein anderes Gerät wird getrennt',
      words:
        'Sie haben {max} Geräte mit {client}, mehr sind nicht erlaubt. Sobald sich dieses verbindet, verliert {device} den Zugriff. Zuletzt verwendet: {time}.',
    },
  },
};
