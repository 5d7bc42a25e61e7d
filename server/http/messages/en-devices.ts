/** A person's devices: what is said before one more is approved. */
export const devicesEn = {
  /** The name of a device that gave none. */
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
