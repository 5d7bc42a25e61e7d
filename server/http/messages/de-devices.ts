import type { devicesEn } from './en-devices.ts';

/** A person's devices, in German. */
export const devicesDe: typeof devicesEn = {
  title: 'Ihre Geräte',
  heading: 'Ihre Geräte',
  lead: 'Jedes hat einen eigenen Zugriff, in Ihrem Namen. Wenn Sie sich hier abmelden, bleibt er bestehen.',
  none: 'Kein Gerät hat Zugriff.',
  noneNext: 'Wenn Ihnen eines einen Code zeigt, geben Sie ihn hier ein.',
  enterCode: 'Code eingeben',
  noName: 'Ohne Namen',
  awaitedHeading: 'Freigegeben, noch nicht verbunden',
  awaited: 'Es hat seinen Zugriff noch nicht abgeholt. Das ist noch {time} lang möglich.',
  client: 'Anwendung',
  uses: '{client}, für {api}',
  rights: 'Es kann',
  lastUsed: 'Zuletzt verwendet',
  whenAndWhere: '{time}, von {address}',
  sameNetwork: 'Das Netz, in dem Sie gerade sind',
  paired: 'Verbunden',
  pairedBy: { code: 'Mit einem Code, den Sie eingegeben haben', key: 'Mit einem Registrierungsschlüssel' },
  program: 'Es nannte sich',
  protection: 'Schutz',
  keyBound: 'Funktioniert nur mit einem Schlüssel, der auf dem Gerät liegt',
  notKeyBound: 'Funktioniert für alle, die eine Kopie des Zugriffs haben',
  ends: 'Gilt noch',
  endsIn: '{time}, wenn es nicht verwendet wird',
  rename: 'Umbenennen',
  newName: 'Neuer Name',
  save: 'Speichern',
  end: 'Zugriff beenden',
  endAllHeading: 'Alle trennen',
  endAllWords:
    'Jedes Gerät verliert den Zugriff und muss mit einem Code neu verbunden werden. Tun Sie das, wenn Sie glauben, dass jemand anderes eines davon hat.',
  endAll: 'Alle Geräte trennen',
  notices: {
    renamed: { what: 'Es heißt jetzt {name}.', meaning: 'Nur Sie sehen diesen Namen.' },
    ended: {
      what: 'Der Zugriff von {device} ist beendet.',
      meaning:
        'Es erhält keinen neuen Zugriff und meldet, dass es neu verbunden werden muss. Was es noch hat, gilt höchstens {time} lang.',
    },
    'all-ended': {
      what: 'Alle Ihre Geräte wurden getrennt: {count}.',
      meaning:
        'Sie erhalten keinen neuen Zugriff und melden, dass sie neu verbunden werden müssen. Was sie noch haben, gilt höchstens {time} lang.',
    },
  },
  problems: {
    'form-expired': {
      what: 'Diese Seite war zu lange geöffnet.',
      next: 'Es wurde nichts geändert. Versuchen Sie es noch einmal.',
    },
    gone: {
      what: 'Dieses Gerät haben Sie nicht mehr.',
      next: 'Es wurde getrennt, oder seine Zeit war abgelaufen. Unten steht, was Sie jetzt haben.',
    },
    'name-empty': {
      what: 'Es fehlt noch ein Name.',
      next: 'Geben Sie einen mit mindestens einem Buchstaben ein. Der alte ist geblieben.',
    },
    'name-too-long': { what: 'Dieser Name ist zu lang.', next: 'Verwenden Sie höchstens 64 Zeichen. Der alte ist geblieben.' },
  },
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
