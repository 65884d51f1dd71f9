// The shop works without this script. It adds the countdown, and asks again what can be
// had when a page comes back from the browser's cache.
export {};
