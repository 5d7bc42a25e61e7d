import type { reviewEn } from './en-review.ts';

/** The review, in German. */
export const reviewDe: typeof reviewEn = {
  title: 'Anfrage prüfen',
  heading: 'Darf {client} auf {api} zugreifen?',
  actsAs: 'Es würde in Ihrem Namen handeln: {name} ({id}).',
  codeHeading: 'Vergleichen Sie den Code',
  codeHint: 'Ihr Gerät muss genau diesen zeigen. Wenn nicht, lehnen Sie ab.',
  cautionHeading: 'Nur wenn Sie das begonnen haben',
  caution:
    'Geben Sie nur frei, was Sie gerade selbst begonnen haben, auf Ihrem eigenen Gerät. Hat Ihnen jemand den Code oder einen Link dazu geschickt? Dann ist es eine Falle: Lehnen Sie ab.',
  scopesHeading: 'Es könnte dann',
  dangerousHeading: 'Und dies, was bleibenden Schaden anrichten kann',
  onlyDangerousHeading: 'Dies, was bleibenden Schaden anrichten kann',
  leftOutHeading: 'Erbeten, aber nicht gewährt',
  leftOutReasons: { role: 'Ihre Rolle umfasst das nicht.' },
  identityScopes: {
    openid: 'Wissen, welches Konto das ist',
    profile: 'Ihren Namen sehen',
    email: 'Ihre E-Mail-Adresse sehen',
    offline_access: 'Angemeldet bleiben, bis Sie es beenden',
  },
  noScopes: 'Es bittet um kein besonderes Recht, nur darum, zu erfahren, wer Sie sind.',
  whoHeading: 'Wer fragt',
  client: 'Anwendung',
  aboutClient: 'Über diese Anwendung (öffnet eine neue Seite)',
  clientNote: 'Hier registriert als {id}',
  asked: 'Gefragt',
  expires: 'Entscheidung noch {time} lang möglich',
  address: 'Von',
  networks: {
    same: { what: 'Dasselbe Netz wie Ihres', meaning: 'Die Anfrage kam aus dem Netz, in dem Sie gerade sind.' },
    different: {
      what: 'Ein anderes Netz als Ihres',
      meaning: 'Bei einem entfernten Server ist das üblich. Steht Ihr Gerät direkt neben Ihnen? Dann lehnen Sie ab.',
    },
    unknown: { what: 'Nicht mit Ihrem Netz vergleichbar', meaning: 'Richten Sie sich nach der Adresse, wenn Sie sie kennen.' },
  },
  claimsHeading: 'Was das Gerät über sich selbst sagt',
  claimsNote: 'Seine eigenen Worte. Niemand hat sie geprüft.',
  deviceName: 'Name',
  noDeviceName: 'Es hat keinen Namen genannt.',
  userAgent: 'Programm',
  programOnSystem: '{program} unter {system}',
  noUserAgent: 'Es hat nichts dazu gesagt.',
  decideHeading: 'Ihre Entscheidung',
  obstacles: {
    'other-network': {
      what: 'Von hier aus nicht freizugeben',
      next: 'Diese Anwendung lässt sich nur aus dem Netz verbinden, in dem das Gerät ist, und Sie sind in einem anderen. Öffnen Sie diese Seite dort, oder lehnen Sie ab.',
    },
    'network-unknown': {
      what: 'Von hier aus nicht freizugeben',
      next: 'Diese Anwendung lässt sich nur aus dem Netz verbinden, in dem das Gerät ist, und ob Sie dort sind, ist nicht zu erkennen. Ein VPN oder mobile Daten können der Grund sein. Öffnen Sie diese Seite im Netz des Geräts, oder lehnen Sie ab.',
    },
    'sign-in-too-old': {
      what: 'Zum Freigeben noch einmal anmelden',
      next: 'Ihre Anmeldung liegt eine Weile zurück, und diese Anwendung möchte sicher sein, dass Sie es noch sind. Danach kommen Sie zu dieser Anfrage zurück.',
    },
    'sign-in-too-weak': {
      what: 'Zum Freigeben mit stärkerem Nachweis anmelden',
      next: 'Diese Anwendung verlangt mehr als das, womit Sie sich angemeldet haben, etwa einen Sicherheitsschlüssel oder einen Einmalcode. Danach kommen Sie zu dieser Anfrage zurück. Wenn dies erneut erscheint, hat Ihr Konto noch keinen solchen Nachweis: Fragen Sie die Personen, die diesen Dienst betreiben.',
    },
  },
  signInAgain: 'Erneut anmelden',
  deny: 'Ablehnen',
  approve: 'Freigeben',
  notMeLead: 'Sie haben das nicht begonnen?',
  notMe: 'Das war ich nicht',
};
