import { devicesDe } from './de-devices.ts';
import { enterCodeProblemsDe, problemsDe } from './de-problems.ts';
import { helpDe } from './de-help.ts';
import { reviewDe } from './de-review.ts';
import type { Messages } from './en.ts';

const signInProblems: Messages['signIn']['problems'] = {
  'wrong-credentials': {
    what: 'Name und Passwort passen nicht zusammen.',
    next: 'Prüfen Sie beides und versuchen Sie es noch einmal. Beim Passwort kommt es auf Groß- und Kleinschreibung an.',
  },
  locked: { what: 'Dieses Konto ist gesperrt.', next: 'Bitten Sie die Person, die diesen Dienst betreibt, es zu entsperren.' },
  'too-many-attempts': {
    what: 'Zu viele Anmeldeversuche.',
    next: 'Warten Sie einige Minuten und versuchen Sie es dann noch einmal.',
  },
  'form-expired': {
    what: 'Dieses Formular war zu lange geöffnet.',
    next: 'Es wurde nichts gesendet. Melden Sie sich noch einmal an.',
  },
};

const outcomes: Messages['done']['outcomes'] = {
  approved: {
    title: 'Freigegeben',
    heading: '{client} ist verbunden',
    lead: 'Kehren Sie zu Ihrem Gerät zurück. Dort geht es in wenigen Sekunden von selbst weiter.',
    next: ['Sie können diese Seite schließen.'],
  },
  denied: {
    title: 'Abgelehnt',
    heading: '{client} wurde nicht verbunden',
    lead: 'Es hat keinen Zugriff erhalten. Ihr Gerät meldet das in wenigen Sekunden.',
    next: ['Wenn Sie es doch verbinden möchten, beginnen Sie auf Ihrem Gerät von vorn.', 'Sie können diese Seite schließen.'],
  },
  'not-me': {
    title: 'Abgewiesen',
    heading: 'Gut, dass Sie hingesehen haben',
    lead: '{client} hat keinen Zugriff erhalten, und die Abweisung wurde festgehalten.',
    next: [
      'Wenn Ihnen jemand den Code geschickt hat, antworten Sie nicht und informieren Sie die Personen, die bei Ihnen für Sicherheit zuständig sind.',
      'Ihr Passwort ist dadurch niemandem bekannt geworden.',
      'Sie können diese Seite schließen.',
    ],
  },
};

/** Every sentence on the pages, in German (Sie). */
export const de: Messages = {
  layout: {
    skip: 'Zum Inhalt springen',
    signedInAs: 'Angemeldet als',
    signOut: 'Abmelden',
    help: 'Support kontaktieren',
    errorTitle: 'Fehler:',
  },
  signIn: {
    title: 'Anmelden',
    heading: 'Anmelden',
    leadForCode: 'Ihr Gerät wartet. Melden Sie sich an, dann sehen Sie, worum es bittet.',
    leadAgain: 'Noch einmal, um sicher zu sein, dass Sie es sind. Danach kommen Sie zum Code zurück.',
    lead: 'Mit dem Konto, das Sie hier haben.',
    username: 'Benutzername',
    password: 'Passwort',
    submit: 'Anmelden',
    problems: signInProblems,
  },
  enterCode: {
    title: 'Code eingeben',
    heading: 'Geben Sie den Code von Ihrem Gerät ein',
    lead: 'Er steht auf dem Bildschirm des Geräts oder in dem Terminal, in dem Sie sich anmelden.',
    label: 'Code',
    hint: 'Groß- und Kleinschreibung, Bindestriche und Leerzeichen spielen keine Rolle.',
    placeholder: 'XXXX-XXXX',
    submit: 'Weiter',
    after: 'Als Nächstes sehen Sie, wer fragt. Noch ist nichts freigegeben.',
    cautionHeading: 'Haben Sie das selbst begonnen?',
    caution:
      'Fahren Sie nur fort, wenn Sie das gerade selbst getan haben. Hat Ihnen jemand einen Code geschickt, wer auch immer es war? Dann hören Sie hier auf: Diese Person bekäme damit Zugang in Ihrem Namen.',
    prefilled: 'Der Code wurde für Sie eingetragen. Vergleichen Sie ihn mit dem auf Ihrem Gerät.',
    retryAfter: 'Neuer Versuch möglich in {time}.',
    problems: enterCodeProblemsDe,
  },
  review: reviewDe,
  devices: devicesDe,
  done: { device: 'Es nennt sich', devices: 'Verbundene Geräte ansehen oder trennen', outcomes },
  problem: problemsDe,
  help: helpDe,
  home: {
    title: 'Willkommen',
    heading: 'Ein Gerät ohne Browser verbinden',
    lead: 'Ihr Terminal, Server oder geplanter Auftrag zeigt einen kurzen Code. Sie geben ihn hier ein, sehen, wer fragt, und entscheiden.',
    enterCode: 'Code eingeben',
    forMakers: 'Für Entwicklerinnen und Entwickler',
    issuer: 'Aussteller (Issuer)',
  },
  leaving: {
    title: 'Anmelden',
    heading: 'Einen Moment: bitte neu anmelden',
    lead: 'Sie werden dorthin geleitet, wo Sie sich anmelden. Ihr Gerät wartet so lange.',
    action: 'Weiter',
  },
  signedOut: {
    title: 'Abgemeldet',
    heading: 'Sie sind abgemeldet',
    lead: 'Die Geräte, die Sie verbunden haben, arbeiten weiter. Jedes hat seinen eigenen Zugriff.',
    enterCode: 'Code eingeben',
    stillOpen: {
      heading: 'Sie melden sich dort ab, wo Sie sich angemeldet haben',
      lead: 'Hier gibt es keine eigene Anmeldung. Sobald Sie dort abgemeldet sind, sind Sie es auch hier.',
      action: 'Dort abmelden',
    },
    mayBeOpen: {
      lead: 'Dort, wo Sie sich angemeldet haben, kennt man Sie vielleicht noch. Melden Sie sich an einem Computer, den auch andere benutzen, dort ebenfalls ab.',
      action: 'Auch dort abmelden',
    },
  },
};
