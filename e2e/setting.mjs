// What both browsers share: flags for a machine without screen and network, the two screens, the two languages.

export const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export const SIZES = {
  desktop: { width: 1366, height: 768 },
  phone: { width: 360, height: 740 },
};

export const LOCALES = { zh: "zh-CN", en: "en-US" };
