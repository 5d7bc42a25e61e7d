const NAMES: Partial<Record<NodeJS.Platform, string>> = { win32: 'Windows Credential Manager', darwin: 'macOS Keychain' };

/** What people call the store of this operating system. */
export const OS_STORE_NAME = NAMES[process.platform] ?? 'Secret Service';
