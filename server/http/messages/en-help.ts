import type { HelpTopic } from '../help-topics.ts';

/** What is behind a message, and what to do about it. */
type TopicWords = Readonly<{ title: string; why: string; steps: readonly string[] }>;

const topics: Readonly<Record<HelpTopic, TopicWords>> = {
  code: {
    title: 'The code does not work',
    why: 'A code has capital letters only, no vowels and no digits, lives a few minutes, and is good for one device and one decision. After several wrong ones we make everybody wait for a while.',
    steps: [
      'Compare it with your device letter by letter. Capitals, dashes and blanks do not matter.',
      'If it was used or decided already, start again on the device: it will show a new one.',
      'If you are asked to type a code that a link had filled in, read it from your device. You have no such device in front of you? Then stop: the link is a trap.',
    ],
  },
  time: {
    title: 'It took too long',
    why: 'The code was not approved while it was good. Until then the device asks every few seconds whether you have decided; being told to ask more slowly is no error.',
    steps: ['Run the login again for a new code.', 'With a limit of your own (--timeout), give it more time.'],
  },
  denied: {
    title: 'The request was denied',
    why: 'Somebody chose Deny or “This wasn’t me”, or the account that entered the code holds none of the rights that were asked for.',
    steps: [
      'If you did not deny it yourself, ask who else saw the code.',
      'If the device said that rights are missing, let somebody who has them enter the code, or ask for fewer (--scope).',
    ],
  },
  devices: {
    title: 'There is no place for one more device',
    why: 'The administrator limits how many devices one person may have with an application. Nothing is decided: the device goes on waiting.',
    steps: [
      'Open the page of your devices and end one that you do not use any more.',
      'Then enter the code once more. If it is too old by now, start again on the device.',
    ],
  },
  ownDevices: {
    title: 'A device cannot be changed or ended',
    why: 'It has ended already, by itself or by somebody else who is signed in as you; or the page was open for so long that its form is not taken any more.',
    steps: [
      'Open the page of your devices anew: it shows what you have now.',
      'A name has 1 to 64 characters that can be seen.',
      'Somebody else ended your devices? Then change your password and end them all.',
    ],
  },
  network: {
    title: 'It cannot be approved from this network',
    why: 'The administrator allows this application to be connected only from the network that the device is on. That keeps somebody far away from having you approve their device.',
    steps: [
      'Open the page on a computer or phone in the same network as the device. Leave the VPN and mobile data off.',
      'If both are in one network and it still fails, one may use IPv4 and the other IPv6: tell your administrator.',
    ],
  },
  signIn: {
    title: 'Signing in does not work',
    why: 'The name and password do not go together, the account is locked, too many attempts came from your network, or the application asks for a newer or stronger sign-in than the one you have.',
    steps: [
      'Check the name and the password. After too many attempts, wait five minutes.',
      'Allow cookies for this address: without them no sign-in can be kept.',
      'If a stronger proof is asked for, such as a security key, and you have none, ask the people who run this service.',
    ],
  },
  ended: {
    title: 'The login has ended',
    why: 'A login ends when you end the device, when it was unused for long, when its time is over, or when an old copy of its secret was used again. Then nothing renews it.',
    steps: [
      'Log in again: countersign login.',
      'Two machines must not share the files of one login: each logs in for itself.',
      'If it names another server or client, check COUNTERSIGN_ISSUER, COUNTERSIGN_CLIENT_ID and --profile.',
    ],
  },
  reach: {
    title: 'The server cannot be reached',
    why: 'The name is not found, nothing listens there, or something on the way swallows the connection or answers in its place, such as a proxy or the sign-in page of a wireless network. Your login is not lost.',
    steps: [
      'Open the address of the server in a browser on the same machine.',
      'Check HTTPS_PROXY and NO_PROXY.',
      'Try again: nothing has to be set up anew.',
    ],
  },
  busy: {
    title: 'The server is in trouble',
    why: 'It cannot reach its storage, is being restarted, or is asked too often. What you had goes on being good.',
    steps: [
      'Try again in a minute. A waiting device goes on waiting by itself.',
      'If it stays like this, tell the people who run it the reference on the page or the time to the second.',
    ],
  },
  encryption: {
    title: 'The connection is not safe',
    why: 'The certificate of the server is not trusted by this machine, or a secret would have gone over a connection that anybody can read.',
    steps: [
      'Check the clock of this machine: a wrong one makes good certificates bad.',
      'If your company has its own authority, give its certificate with --ca-file.',
      'Use https. Without it, only this very machine (localhost) is spoken to.',
    ],
  },
  issuer: {
    title: 'The address is not that of this server',
    why: 'The program asks the server to describe itself, and the answer is missing, names another address, or offers no login by code.',
    steps: [
      'Give the address exactly as the server calls itself, with https and without a path.',
      'Look at it: /.well-known/oauth-authorization-server below that address must answer.',
      'If it names another address, its administrator has to correct the issuer.',
    ],
  },
  client: {
    title: 'The application is not known here',
    why: 'No application with this client id is registered, it may not log in this way, or it did not prove who it is.',
    steps: ['Check --client-id.', 'The administrator registers applications in clients.yaml, and says there what each may do.'],
  },
  rights: {
    title: 'A right is missing or unknown',
    why: 'The application asked for a scope or an API that is not there or not for it, or the login does not hold what the API wants.',
    steps: [
      'Look at what the login holds: countersign status.',
      'Log in again and ask for what you need: --scope, --resource.',
      'A person can hand over only what their role includes.',
    ],
  },
  key: {
    title: 'The proof of a key is missing or refused',
    why: 'Tokens can be bound to a key (DPoP), so that a stolen one is worth nothing. Then every request needs a fresh proof, and some applications take only bound tokens or only plain ones.',
    steps: [
      'Check the clock of this machine: a proof that is minutes off is refused.',
      'Call APIs with countersign api, which makes the proof, or take both headers from countersign token --header.',
      'If this application takes only plain tokens, log in with --bearer; if it wants bound ones, without.',
    ],
  },
  store: {
    title: 'The login cannot be kept',
    why: 'The file with the login cannot be read or written, is damaged or somebody else’s, or the key it is sealed with is not there. It is never half believed.',
    steps: [
      'Check the file that the message names: its owner, its rights, and the space left.',
      'Set COUNTERSIGN_STORE_KEY to the key it was sealed with (32 bytes or a long passphrase).',
      'Or discard it with countersign logout --local-only, and log in again.',
    ],
  },
  osStore: {
    title: 'The store of your operating system does not give the key',
    why: 'The login is in a file, sealed with a key that the Secret Service, the macOS Keychain or the Windows Credential Manager keeps. That store is not there, locked, does not answer, or no longer has the key.',
    steps: [
      'Unlock it: log in to the desktop, or open its program (such as “Passwords and Keys”). In an SSH session or a service there often is none.',
      'Then run countersign status again. Nothing was lost.',
      'On a machine without such a store, keep the login in a file: countersign login --store file, best with a key of your own in COUNTERSIGN_STORE_KEY.',
    ],
  },
  commandLine: {
    title: 'The command was not understood, or was stopped',
    why: 'An option or an address is not what it should be, a token would have been shown on a screen, or somebody ended the program.',
    steps: [
      'See countersign --help.',
      'Give whole addresses, such as https://api.example/notes.',
      'Stopped? Nothing was changed; run it again.',
    ],
  },
  request: {
    title: 'The request was not understood',
    why: 'What was sent was incomplete, sent in the wrong way, or went to an address where there is nothing; or something is wrong in a program of ours.',
    steps: [
      'On a page: go back and begin again with the code from your device.',
      'In a program: run it again with --debug, and show what it says to its maker.',
    ],
  },
};

/** The troubleshooting page. */
export const helpEn = {
  title: 'Troubleshooting',
  heading: 'When something does not work',
  lead: 'Every message of the pages, the console and the server, by what is behind it.',
  contents: 'What do you see?',
  exitCode: 'exit code {number}',
  exitCodes: 'What the console exits with',
  exits: {
    0: 'All went well',
    1: 'Something else failed',
    2: 'The command was not understood',
    3: 'A setting, or the description of the server, is wrong',
    4: 'Somebody has to log in',
    5: 'The request was denied',
    6: 'The code or the time limit ran out',
    7: 'A passing trouble: try again, nothing is lost',
    8: 'The login cannot be kept or read',
    130: 'Stopped by you',
    143: 'Stopped by the system',
  },
  more: 'More about this',
  topics,
};
