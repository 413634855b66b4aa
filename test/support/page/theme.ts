// VS Code's variables as its themes set them, as far as the page may use them, and the side bar behind it. Read out of a webview of
// VS Code 1.139 by a script; `null` where a theme sets none.

/** By variable, without `--vscode-`: Dark Modern, Light Modern, Dark High Contrast, Light High Contrast. */
const VARIABLES: Readonly<Record<string, readonly (string | null)[]>> = {
  foreground: ['#cccccc', '#3b3b3b', '#ffffff', '#292929'],
  descriptionForeground: ['#9d9d9d', '#3b3b3b', 'rgba(255, 255, 255, 0.7)', 'rgba(41, 41, 41, 0.7)'],
  'icon-foreground': ['#cccccc', '#3b3b3b', '#ffffff', '#292929'],
  errorForeground: ['#f85149', '#f85149', '#f48771', '#b5200d'],
  disabledForeground: ['rgba(204, 204, 204, 0.5)', 'rgba(97, 97, 97, 0.5)', '#a5a5a5', '#7f7f7f'],
  focusBorder: ['#0078d4', '#005fb8', '#f38518', '#006bbd'],
  contrastBorder: [null, null, '#6fc3df', '#0f4a85'],
  contrastActiveBorder: [null, null, '#f38518', '#006bbd'],
  'sideBar-background': ['#181818', '#f8f8f8', '#000000', '#ffffff'],
  'toolbar-hoverBackground': ['rgba(90, 93, 94, 0.31)', 'rgba(184, 184, 184, 0.31)', null, null],
  'toolbar-hoverOutline': [null, null, '#f38518', '#006bbd'],
  'button-background': ['#0078d4', '#005fb8', '#000000', '#0f4a85'],
  'button-foreground': ['#ffffff', '#ffffff', '#ffffff', '#ffffff'],
  'button-hoverBackground': ['#026ec1', '#0258a8', '#000000', '#0f4a85'],
  'button-secondaryBackground': ['rgba(0, 0, 0, 0)', '#e5e5e5', null, '#ffffff'],
  'button-secondaryForeground': ['#cccccc', '#3b3b3b', '#ffffff', '#292929'],
  'button-secondaryHoverBackground': ['#2b2b2b', '#cccccc', null, null],
  'button-secondaryBorder': ['rgba(204, 204, 204, 0.15)', 'rgba(59, 59, 59, 0.15)', '#6fc3df', '#0f4a85'],
  'button-border': ['rgba(255, 255, 255, 0.1)', 'rgba(0, 0, 0, 0.1)', '#6fc3df', '#0f4a85'],
  'list-hoverBackground': ['#2a2d2e', '#f2f2f2', 'rgba(255, 255, 255, 0.1)', 'rgba(15, 74, 133, 0.1)'],
  'list-activeSelectionBackground': ['#04395e', '#e8e8e8', null, 'rgba(15, 74, 133, 0.1)'],
  'list-activeSelectionForeground': ['#ffffff', '#000000', null, null],
  'list-inactiveSelectionBackground': ['#37373d', '#e4e6f1', null, 'rgba(15, 74, 133, 0.1)'],
  'list-focusOutline': ['#0078d4', '#005fb8', '#f38518', '#006bbd'],
  'list-dropBackground': ['#383b3d', '#d6ebff', null, null],
  'list-highlightForeground': ['#2aaaff', '#0066bf', '#f38518', '#006bbd'],
  'progressBar-background': ['#0078d4', '#005fb8', '#6fc3df', '#0f4a85'],
  'scrollbarSlider-background': [
    'rgba(121, 121, 121, 0.4)',
    'rgba(100, 100, 100, 0.4)',
    'rgba(111, 195, 223, 0.6)',
    'rgba(15, 74, 133, 0.4)',
  ],
  'scrollbarSlider-hoverBackground': [
    'rgba(100, 100, 100, 0.7)',
    'rgba(100, 100, 100, 0.7)',
    'rgba(111, 195, 223, 0.8)',
    'rgba(15, 74, 133, 0.8)',
  ],
  'scrollbarSlider-activeBackground': [
    'rgba(191, 191, 191, 0.4)',
    'rgba(0, 0, 0, 0.6)',
    '#6fc3df',
    '#0f4a85',
  ],
  'input-background': ['#313131', '#ffffff', '#000000', '#ffffff'],
  'input-foreground': ['#cccccc', '#3b3b3b', '#ffffff', '#292929'],
  'input-border': ['#3c3c3c', '#cecece', '#6fc3df', '#0f4a85'],
  'input-placeholderForeground': ['#989898', '#767676', 'rgba(255, 255, 255, 0.7)', 'rgba(41, 41, 41, 0.7)'],
  'inputOption-activeBorder': ['#2488db', '#005fb8', '#6fc3df', '#0f4a85'],
  'inputOption-activeBackground': [
    'rgba(36, 137, 219, 0.51)',
    '#bed6ed',
    'rgba(0, 0, 0, 0)',
    'rgba(0, 0, 0, 0)',
  ],
  'inputOption-activeForeground': ['#ffffff', '#000000', '#ffffff', '#292929'],
  'problemsErrorIcon-foreground': ['#f14c4c', '#e51400', '#f48771', '#b5200d'],
  'badge-background': ['#616161', '#cccccc', '#000000', '#0f4a85'],
  'badge-foreground': ['#f8f8f8', '#3b3b3b', '#ffffff', '#ffffff'],
  'textLink-foreground': ['#4daafc', '#005fb8', '#21a6ff', '#0f4a85'],
  'widget-border': ['#313131', '#e5e5e5', '#6fc3df', '#0f4a85'],
  'widget-shadow': ['rgba(0, 0, 0, 0.36)', 'rgba(0, 0, 0, 0.16)', null, null],
  'menu-background': ['#1f1f1f', '#ffffff', '#000000', '#ffffff'],
  'menu-foreground': ['#cccccc', '#3b3b3b', '#ffffff', '#292929'],
  'menu-border': ['#454545', '#cecece', '#6fc3df', '#0f4a85'],
  'menu-selectionBackground': ['#0078d4', '#005fb8', null, 'rgba(15, 74, 133, 0.1)'],
  'menu-selectionForeground': ['#ffffff', '#ffffff', null, null],
  'menu-selectionBorder': [null, null, '#f38518', '#006bbd'],
  'menu-separatorBackground': ['#454545', 'rgba(59, 59, 59, 0.2)', '#6fc3df', '#0f4a85'],
  'charts-green': ['#89d185', '#388a34', '#89d185', '#374e06'],
  'charts-blue': ['#3794ff', '#1a85ff', '#3794ff', '#1a85ff'],
  'charts-yellow': ['#cca700', '#bf8803', '#ffd370', '#895503'],
  'charts-purple': ['#b180d7', '#652d90', '#b180d7', '#652d90'],
  'sideBarSectionHeader-border': ['#2b2b2b', '#e5e5e5', '#6fc3df', '#0f4a85'],
};

function themeText(column: number, scheme: 'dark' | 'light'): string {
  const lines = Object.entries(VARIABLES).flatMap(([name, values]) => {
    const value = values[column] ?? null;
    return value === null ? [] : [`--vscode-${name}: ${value};`];
  });
  return `:root {
    --vscode-font-family: system-ui, "Ubuntu", "Droid Sans", sans-serif; --vscode-font-size: 13px; --vscode-font-weight: normal;
    color-scheme: ${scheme}; background: var(--vscode-sideBar-background);
    ${lines.join(' ')} }`;
}

/** Style sheets' texts, by theme. */
export const DARK_THEME = themeText(0, 'dark');
export const LIGHT_THEME = themeText(1, 'light');
export const HIGH_CONTRAST_DARK_THEME = themeText(2, 'dark');
export const HIGH_CONTRAST_LIGHT_THEME = themeText(3, 'light');
