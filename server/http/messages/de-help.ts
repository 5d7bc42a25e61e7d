import type { helpEn } from './en-help.ts';

const topics: typeof helpEn.topics = {
  code: {
    title: 'Der Code funktioniert nicht',
    why: 'Ein Code besteht nur aus Großbuchstaben, ohne Vokale und ohne Ziffern, gilt wenige Minuten und ist für ein Gerät und eine Entscheidung gut. Nach mehreren falschen lassen wir alle eine Weile warten.',
    steps: [
      'Vergleichen Sie ihn Buchstabe für Buchstabe mit Ihrem Gerät. Groß- und Kleinschreibung, Bindestriche und Leerzeichen spielen keine Rolle.',
      'Wurde er schon verwendet oder entschieden, beginnen Sie auf dem Gerät von vorn: Es zeigt dann einen neuen.',
      'Sollen Sie einen Code tippen, den ein Link eingetragen hatte, lesen Sie ihn von Ihrem Gerät ab. Sie haben kein solches Gerät vor sich? Dann hören Sie auf: Der Link ist eine Falle.',
    ],
  },
  time: {
    title: 'Es hat zu lange gedauert',
    why: 'Der Code wurde nicht freigegeben, solange er galt. Bis dahin fragt das Gerät alle paar Sekunden nach Ihrer Entscheidung; die Bitte, langsamer zu fragen, ist kein Fehler.',
    steps: [
      'Starten Sie die Anmeldung noch einmal, um einen neuen Code zu erhalten.',
      'Haben Sie selbst eine Grenze gesetzt (--timeout), geben Sie mehr Zeit.',
    ],
  },
  denied: {
    title: 'Die Anfrage wurde abgelehnt',
    why: 'Jemand hat „Ablehnen“ oder „Das war ich nicht“ gewählt, oder das Konto, mit dem der Code eingegeben wurde, hat keines der erbetenen Rechte.',
    steps: [
      'Wenn Sie nicht selbst abgelehnt haben, fragen Sie, wer den Code noch gesehen hat.',
      'Hat das Gerät fehlende Rechte gemeldet, lassen Sie jemanden den Code eingeben, der sie hat, oder bitten Sie um weniger (--scope).',
    ],
  },
  devices: {
    title: 'Für ein weiteres Gerät ist kein Platz',
    why: 'Hier ist begrenzt, wie viele Geräte eine Person mit einer Anwendung haben darf. Es ist nichts entschieden: Das Gerät wartet weiter.',
    steps: [
      'Öffnen Sie die Seite Ihrer Geräte und trennen Sie eines, das Sie nicht mehr benutzen.',
      'Geben Sie den Code dann noch einmal ein. Ist er inzwischen abgelaufen, beginnen Sie auf dem Gerät von vorn.',
    ],
  },
  ownDevices: {
    title: 'Ein Gerät lässt sich nicht ändern oder trennen',
    why: 'Es ist bereits getrennt, von selbst oder durch jemand anderen, der in Ihrem Namen angemeldet ist; oder die Seite war so lange geöffnet, dass ihr Formular nicht mehr angenommen wird.',
    steps: [
      'Öffnen Sie die Seite Ihrer Geräte neu: Sie zeigt, was Sie jetzt haben.',
      'Ein Name hat 1 bis 64 sichtbare Zeichen.',
      'Jemand anderes hat Ihre Geräte getrennt? Dann ändern Sie Ihr Passwort und trennen Sie alle.',
    ],
  },
  network: {
    title: 'Aus diesem Netz lässt es sich nicht freigeben',
    why: 'Diese Anwendung darf nur aus dem Netz verbunden werden, in dem das Gerät ist; so ist es hier eingestellt. Das verhindert, dass jemand aus der Ferne Sie sein Gerät freigeben lässt.',
    steps: [
      'Öffnen Sie die Seite an einem Computer oder Telefon im selben Netz wie das Gerät. Lassen Sie VPN und mobile Daten ausgeschaltet.',
      'Sind beide im selben Netz und es geht trotzdem nicht, nutzt vielleicht eines IPv4 und das andere IPv6: Melden Sie das Ihrer Administration.',
    ],
  },
  signIn: {
    title: 'Die Anmeldung gelingt nicht',
    why: 'Name und Passwort passen nicht zusammen, das Konto ist gesperrt, aus Ihrem Netz kamen zu viele Versuche, oder die Anwendung verlangt eine neuere oder stärkere Anmeldung als Ihre.',
    steps: [
      'Prüfen Sie Namen und Passwort. Nach zu vielen Versuchen warten Sie fünf Minuten.',
      'Erlauben Sie Cookies für diese Adresse: Ohne sie hält keine Anmeldung.',
      'Wird ein stärkerer Nachweis verlangt, etwa ein Sicherheitsschlüssel, und Sie haben keinen, fragen Sie die Personen, die diesen Dienst betreiben.',
    ],
  },
  ended: {
    title: 'Der Zugang des Geräts ist beendet',
    why: 'Er endet, wenn Sie das Gerät trennen, wenn er lange ungenutzt war, wenn seine Zeit um ist oder wenn eine alte Kopie seines Geheimnisses noch einmal verwendet wurde. Dann erneuert ihn nichts mehr.',
    steps: [
      'Melden Sie sich neu an: countersign login.',
      'Zwei Rechner dürfen sich die Dateien einer Anmeldung nicht teilen: Jeder meldet sich selbst an.',
      'Wird ein anderer Server oder Client genannt, prüfen Sie COUNTERSIGN_ISSUER, COUNTERSIGN_CLIENT_ID und --profile.',
    ],
  },
  reach: {
    title: 'Der Server ist nicht erreichbar',
    why: 'Der Name ist nicht zu finden, dort lauscht nichts, oder etwas auf dem Weg verschluckt die Verbindung oder antwortet an seiner Stelle, etwa ein Proxy oder die Anmeldeseite eines WLANs. Ihre Anmeldung ist nicht verloren.',
    steps: [
      'Öffnen Sie die Adresse des Servers in einem Browser auf demselben Rechner.',
      'Prüfen Sie HTTPS_PROXY und NO_PROXY.',
      'Versuchen Sie es noch einmal: Es muss nichts neu eingerichtet werden.',
    ],
  },
  busy: {
    title: 'Der Server hat ein Problem',
    why: 'Er erreicht seinen Speicher nicht, wird gerade neu gestartet oder zu oft gefragt. Was Sie hatten, gilt weiter.',
    steps: [
      'Versuchen Sie es in einer Minute noch einmal. Ein wartendes Gerät wartet von selbst weiter.',
      'Bleibt es dabei, nennen Sie den Betreibern die Kennung auf der Seite oder die Uhrzeit auf die Sekunde.',
    ],
  },
  encryption: {
    title: 'Die Verbindung ist nicht sicher',
    why: 'Dieser Rechner vertraut dem Zertifikat des Servers nicht, oder ein Geheimnis wäre über eine Verbindung gegangen, die jeder mitlesen kann.',
    steps: [
      'Prüfen Sie die Uhr dieses Rechners: Eine falsche macht gute Zertifikate ungültig.',
      'Hat Ihre Firma eine eigene Zertifizierungsstelle, geben Sie deren Zertifikat mit --ca-file an.',
      'Verwenden Sie https. Ohne wird nur mit diesem Rechner selbst gesprochen (localhost).',
    ],
  },
  issuer: {
    title: 'Die Adresse gehört nicht zu diesem Server',
    why: 'Das Programm bittet den Server, sich zu beschreiben, und die Antwort fehlt, nennt eine andere Adresse oder bietet keine Anmeldung per Code.',
    steps: [
      'Geben Sie die Adresse genau so an, wie der Server sich nennt, mit https und ohne Pfad.',
      'Sehen Sie nach: Unter dieser Adresse muss /.well-known/oauth-authorization-server antworten.',
      'Nennt der Server eine andere Adresse, muss seine Administration den Issuer berichtigen.',
    ],
  },
  client: {
    title: 'Die Anwendung ist hier nicht bekannt',
    why: 'Unter dieser Client-ID ist keine Anwendung registriert, sie darf sich nicht so anmelden, oder sie hat nicht bewiesen, wer sie ist.',
    steps: [
      'Prüfen Sie --client-id.',
      'Die Administration registriert Anwendungen in clients.yaml und legt dort fest, was jede darf.',
    ],
  },
  rights: {
    title: 'Ein Recht fehlt oder ist unbekannt',
    why: 'Die Anwendung hat um einen Scope oder eine API gebeten, die es nicht gibt oder die nicht für sie sind, oder der Anmeldung fehlt, was die API verlangt.',
    steps: [
      'Sehen Sie nach, was die Anmeldung umfasst: countersign status.',
      'Melden Sie sich neu an und bitten Sie um das, was Sie brauchen: --scope, --resource.',
      'Eine Person kann nur weitergeben, was ihre Rolle umfasst.',
    ],
  },
  key: {
    title: 'Der Nachweis eines Schlüssels fehlt oder wird abgewiesen',
    why: 'Tokens können an einen Schlüssel gebunden sein (DPoP), damit ein gestohlenes nichts wert ist. Dann braucht jede Anfrage einen frischen Nachweis, und manche Anwendungen nehmen nur gebundene oder nur einfache Tokens.',
    steps: [
      'Prüfen Sie die Uhr dieses Rechners: Ein Nachweis, der um Minuten abweicht, wird abgewiesen.',
      'Rufen Sie APIs mit countersign api auf, das den Nachweis erstellt, oder nehmen Sie beide Header aus countersign token --header.',
      'Nimmt diese Anwendung nur einfache Tokens, melden Sie sich mit --bearer an; verlangt sie gebundene, ohne.',
    ],
  },
  store: {
    title: 'Die Anmeldung kann nicht aufbewahrt werden',
    why: 'Die Datei mit der Anmeldung lässt sich nicht lesen oder schreiben, ist beschädigt oder gehört jemand anderem, oder der Schlüssel, mit dem sie versiegelt ist, fehlt. Halb geglaubt wird ihr nie.',
    steps: [
      'Prüfen Sie die Datei, die in der Meldung steht: Besitzer, Rechte und freien Platz.',
      'Setzen Sie COUNTERSIGN_STORE_KEY auf den Schlüssel, mit dem sie versiegelt wurde (32 Bytes oder eine lange Passphrase).',
      'Oder verwerfen Sie sie mit countersign logout --local-only und melden Sie sich neu an.',
    ],
  },
  osStore: {
    title: 'Der Schlüsselspeicher des Betriebssystems gibt den Schlüssel nicht heraus',
    why: 'Die Anmeldung liegt in einer Datei, versiegelt mit einem Schlüssel, den der Secret Service, der macOS-Schlüsselbund oder die Windows-Anmeldeinformationsverwaltung aufbewahrt. Dieser Speicher fehlt, ist gesperrt, antwortet nicht oder hat den Schlüssel nicht mehr.',
    steps: [
      'Entsperren Sie ihn: Melden Sie sich am Desktop an oder öffnen Sie sein Programm (etwa „Passwörter und Verschlüsselung“). In einer SSH-Sitzung oder einem Dienst gibt es oft keinen.',
      'Rufen Sie danach countersign status noch einmal auf. Verloren ist nichts.',
      'Auf einem Gerät ohne solchen Speicher bewahren Sie die Anmeldung in einer Datei auf: countersign login --store file, am besten mit einem eigenen Schlüssel in COUNTERSIGN_STORE_KEY.',
    ],
  },
  commandLine: {
    title: 'Der Befehl wurde nicht verstanden oder abgebrochen',
    why: 'Eine Option oder Adresse ist nicht, was sie sein soll, ein Token wäre auf einem Bildschirm erschienen, oder jemand hat das Programm beendet.',
    steps: [
      'Siehe countersign --help.',
      'Geben Sie ganze Adressen an, etwa https://api.example/notes.',
      'Abgebrochen? Es wurde nichts geändert; starten Sie noch einmal.',
    ],
  },
  request: {
    title: 'Die Anfrage wurde nicht verstanden',
    why: 'Was gesendet wurde, war unvollständig, auf falsche Weise gesendet oder ging an eine Adresse, an der nichts ist; oder in einem unserer Programme stimmt etwas nicht.',
    steps: [
      'Auf einer Seite: Gehen Sie zurück und beginnen Sie noch einmal mit dem Code von Ihrem Gerät.',
      'In einem Programm: Starten Sie es noch einmal mit --debug und zeigen Sie dem Hersteller, was es sagt.',
    ],
  },
};

/** The troubleshooting page, in German. */
export const helpDe: typeof helpEn = {
  title: 'Hilfe bei Problemen',
  heading: 'Wenn etwas nicht funktioniert',
  lead: 'Jede Meldung der Seiten, der Konsole und des Servers, geordnet nach dem, was dahintersteckt.',
  contents: 'Was sehen Sie?',
  exitCode: 'Exit-Code {number}',
  exitCodes: 'Womit die Konsole endet',
  exits: {
    0: 'Alles ging gut',
    1: 'Etwas anderes ist fehlgeschlagen',
    2: 'Der Befehl wurde nicht verstanden',
    3: 'Eine Einstellung oder die Beschreibung des Servers stimmt nicht',
    4: 'Jemand muss sich anmelden',
    5: 'Die Anfrage wurde abgelehnt',
    6: 'Der Code oder die Zeitgrenze ist abgelaufen',
    7: 'Eine vorübergehende Störung: noch einmal versuchen, es ist nichts verloren',
    8: 'Die Anmeldung lässt sich nicht aufbewahren oder lesen',
    130: 'Von Ihnen abgebrochen',
    143: 'Vom System abgebrochen',
  },
  more: 'Mehr dazu',
  topics,
};
