import type { PairedBy } from '../../domain/device.ts';
import type { DevicesNotice, DevicesProblem } from '../devices-page-model.ts';
import type { ProblemWords } from './problem-words.ts';

const problems: Readonly<Record<DevicesProblem, ProblemWords>> = {
  'form-expired': { what: 'This page was open for too long.', next: 'Nothing was changed. Do it once more.' },
  gone: { what: 'You have no such device any more.', next: 'It was ended, or its time was over. Below is what you have now.' },
  'name-empty': { what: 'There is no name yet.', next: 'Type a name of at least one letter. The old one was kept.' },
  'name-too-long': { what: 'This name is too long.', next: 'Use 64 characters or fewer. The old one was kept.' },
};

const notices: Readonly<Record<DevicesNotice['kind'], Readonly<{ what: string; meaning: string }>>> = {
  renamed: { what: 'It is called {name} now.', meaning: 'Only you see this name.' },
  ended: {
    what: 'The access of {device} has ended.',
    meaning: 'It gets no new access, and will say that it has to be connected again. What it has is over within {time}.',
  },
  'all-ended': {
    what: 'All your devices have ended: {count}.',
    meaning: 'They get no new access, and will say that they have to be connected again. What they have is over within {time}.',
  },
};

const pairedBy: Readonly<Record<PairedBy, string>> = { code: 'With a code that you entered', key: 'With an enrollment key' };

/** A person's devices: the page, and what is said before one more is approved. */
export const devicesEn = {
  title: 'Your devices',
  heading: 'Your devices',
  lead: 'Each has access of its own, in your name. Signing out here ends none of them.',
  none: 'No device has access.',
  noneNext: 'When one shows you a code, enter it here.',
  enterCode: 'Enter a code',
  noName: 'Without a name',
  awaitedHeading: 'Approved, not connected yet',
  awaited: 'It has not come for its access. It can still do so for {time}.',
  client: 'Application',
  uses: '{client}, to use {api}',
  rights: 'It can',
  lastUsed: 'Last used',
  whenAndWhere: '{time}, from {address}',
  sameNetwork: 'The network that you are on now',
  paired: 'Connected',
  pairedBy,
  program: 'It said that it was',
  protection: 'Protection',
  keyBound: 'Works only with a key that is on the device',
  notKeyBound: 'Works for whoever has a copy of its access',
  ends: 'Ends',
  endsIn: 'In {time}, if it is not used',
  rename: 'Rename',
  newName: 'New name',
  save: 'Save',
  end: 'End access',
  endAllHeading: 'End them all',
  endAllWords:
    'Every device loses its access, and has to be connected again with a code. Do this if you think that somebody else has one.',
  endAll: 'End all devices',
  notices,
  problems,
  /** The name of a device that gave none, within a sentence. */
  unnamed: 'a device without a name',
  link: 'See your devices',
  places: {
    full: {
      heading: 'There is no place left for this device',
      words:
        'You have {max} devices with {client}, and that is the limit. End one of them first; then come back here and approve.',
    },
    evicts: {
      heading: 'Another device will be ended',
      words:
        'You have {max} devices with {client}, and that is the limit. When this one connects, {device} loses its access. It was last used {time}.',
    },
  },
};
