import type { enterCodeProblemsEn, problemsEn } from './en-problems.ts';

/** Why a code led nowhere, in German. */
export const enterCodeProblemsDe: typeof enterCodeProblemsEn = {
  missing: { what: 'Es fehlt noch ein Code.', next: 'Tippen Sie die Buchstaben ab, die Ihr Gerät zeigt.' },
  unknown: {
    what: 'Auf diesen Code wartet kein Gerät.',
    next: 'Vergleichen Sie ihn Buchstabe für Buchstabe mit Ihrem Gerät. Er enthält keine Vokale und keine Ziffern.',
  },
  expired: { what: 'Dieser Code ist abgelaufen.', next: 'Beginnen Sie auf Ihrem Gerät von vorn: Es zeigt dann einen neuen.' },
  'already-used': {
    what: 'Dieser Code hat seinen Zweck erfüllt: Ein Gerät wurde damit verbunden.',
    next: 'Wenn Ihr Gerät noch wartet, beginnen Sie dort von vorn, um einen neuen Code zu erhalten.',
  },
  'already-decided': {
    what: 'Über diese Anfrage wurde bereits entschieden.',
    next: 'Hier ist nichts mehr zu tun. Wenn Ihr Gerät noch wartet, beginnen Sie dort von vorn, um einen neuen Code zu erhalten.',
  },
  'form-expired': {
    what: 'Diese Seite war zu lange geöffnet.',
    next: 'Es wurde nichts entschieden. Geben Sie den Code noch einmal ein.',
  },
  'too-many-attempts': {
    what: 'Zu viele Codes, auf die kein Gerät wartet.',
    next: 'Prüfen Sie inzwischen den Code auf Ihrem Gerät und versuchen Sie es dann noch einmal.',
  },
  'own-review-needed': {
    what: 'Diese Anfrage wurde in einer anderen Sitzung geöffnet.',
    next: 'Es wurde nichts entschieden. Geben Sie den Code hier ein, um die Anfrage selbst zu sehen.',
  },
  'type-it-yourself': {
    what: 'Bei dieser Anwendung muss der Code getippt werden.',
    next: 'Der Link hatte ihn eingetragen. Lesen Sie ihn von Ihrem Gerät ab und tippen Sie ihn hier ein. Wenn Sie kein solches Gerät vor sich haben, hören Sie auf: Jemand möchte Zugang in Ihrem Namen.',
  },
  'network-changed': {
    what: 'Sie sind jetzt in einem anderen Netz.',
    next: 'Es wurde nichts entschieden. Diese Anwendung lässt sich nur aus dem Netz verbinden, in dem das Gerät ist. Kehren Sie dorthin zurück und geben Sie den Code noch einmal ein.',
  },
  'too-many-devices': {
    what: 'Sie haben mit dieser Anwendung so viele Geräte, wie Sie haben dürfen.',
    next: 'Es wurde nichts entschieden. Trennen Sie eines davon auf der Seite Ihrer Geräte und geben Sie den Code dann noch einmal ein.',
  },
};

const problems: typeof problemsEn.problems = {
  'not-found': {
    heading: 'Diese Seite gibt es nicht',
    what: 'Vielleicht ist die Adresse falsch geschrieben, oder die Seite ist umgezogen.',
    next: 'Wenn Ihr Gerät Sie hierher geschickt hat, geben Sie seinen Code ein.',
  },
  method: {
    heading: 'So funktioniert diese Seite nicht',
    what: 'Sie wurde auf eine Weise aufgerufen, auf die sie nicht antwortet.',
    next: 'Beginnen Sie noch einmal mit dem Code von Ihrem Gerät.',
  },
  broken: {
    heading: 'Bei uns ist etwas schiefgegangen',
    what: 'Der Fehler wurde festgehalten. Sie haben nichts falsch gemacht.',
    next: 'Versuchen Sie es gleich noch einmal. Wenn es dabei bleibt, geben Sie die Kennung unten weiter.',
  },
  unavailable: {
    heading: 'Zurzeit nicht verfügbar',
    what: 'Der Dienst erreicht etwas nicht, das er braucht.',
    next: 'Versuchen Sie es in einer Minute noch einmal. Ihr Gerät wartet so lange.',
  },
  'bad-request': {
    heading: 'Das war nicht lesbar',
    what: 'Was Ihr Browser gesendet hat, war unvollständig oder unverständlich. Es wurde nichts geändert.',
    next: 'Gehen Sie zurück und versuchen Sie es noch einmal, oder beginnen Sie mit dem Code von Ihrem Gerät.',
  },
  forbidden: {
    heading: 'Das ist Ihnen nicht erlaubt',
    what: 'Ihr Konto darf das nicht, oder die Seite gehört zu einer anderen Sitzung.',
    next: 'Beginnen Sie noch einmal mit dem Code von Ihrem Gerät.',
  },
  'web-session': {
    heading: 'Ihre Anmeldung ist hier nicht zu sehen',
    what: 'Sie kommen von der Anmeldung zurück, aber ohne eine Anmeldung, auf die wir uns verlassen können.',
    next: 'Versuchen Sie es noch einmal. Wenn es so bleibt, geben Sie die Kennung unten weiter.',
  },
  oauth: {
    heading: 'Die Anfrage war ungültig',
    what: 'Die Anwendung, die Sie hierher geschickt hat, hat um etwas gebeten, worauf es keine Antwort gibt.',
    next: 'Teilen Sie ihrem Hersteller mit, was unten steht.',
  },
};

const reasons: typeof problemsEn.reasons = {
  'nothing-here': 'Unter dieser Adresse ist nichts.',
  'no-such-request': 'Diese Adresse nimmt solche Anfragen nicht an.',
  'storage-silent':
    'Der Speicher antwortet nicht. Wenn Sie gerade etwas entschieden haben, geben Sie den Code noch einmal ein, um zu sehen, ob es erhalten blieb.',
  'no-form': 'Das Formular wurde nicht als Formular gesendet.',
  'field-twice': 'Das Formular enthielt ein Feld zweimal.',
  'form-too-large': 'Das Formular war zu groß.',
  'no-decision': 'Das Formular sagte weder „Freigeben“ noch „Ablehnen“.',
  'nothing-to-grant':
    'Ihr Konto hat keines der Rechte, um die dieses Gerät bittet. Das Gerät weiß es; es muss noch einmal beginnen, für jemanden, der sie hat.',
  'sign-in-not-seen': 'Die Anmeldung war nicht zu finden oder nicht zu prüfen.',
  'sign-in-not-enough': 'Die Anmeldung ist für das, was Sie vorhatten, nicht frisch oder nicht stark genug.',
  'sign-in-silent': 'Der Dienst, der Ihre Anmeldung prüft, antwortet nicht.',
  'still-signed-in':
    'Sie sind noch angemeldet: Das Formular war zu alt. Gehen Sie zurück zur Seite und versuchen Sie es noch einmal.',
};

/** The problem page, in German. */
export const problemsDe: typeof problemsEn = {
  enterCode: 'Code eingeben',
  reference: 'Kennung',
  detail: 'Einzelheit',
  status: 'Status',
  problems,
  reasons,
};
