const SHARED = `
  --vscode-font-family: system-ui, "Ubuntu", "Droid Sans", sans-serif; --vscode-font-size: 13px; --vscode-font-weight: normal;
`;

/** VS Code's variables as its theme "Dark Modern" sets them, as far as the page uses them, and its side bar behind. */
export const DARK_THEME = `:root { ${SHARED} color-scheme: dark; background: #181818;
  --vscode-foreground: #cccccc; --vscode-descriptionForeground: #9d9d9d; --vscode-icon-foreground: #cccccc;
  --vscode-errorForeground: #f85149; --vscode-focusBorder: #0078d4;
  --vscode-toolbar-hoverBackground: rgba(90, 93, 94, 0.31);
  --vscode-button-background: #0078d4; --vscode-button-foreground: #ffffff; --vscode-button-hoverBackground: #026ec1;
  --vscode-list-hoverBackground: #2a2d2e; --vscode-list-inactiveSelectionBackground: #37373d;
  --vscode-list-focusOutline: #0078d4; }`;

/** The same of "Light Modern". */
export const LIGHT_THEME = `:root { ${SHARED} color-scheme: light; background: #f8f8f8;
  --vscode-foreground: #3b3b3b; --vscode-descriptionForeground: #3b3b3b; --vscode-icon-foreground: #3b3b3b;
  --vscode-errorForeground: #f85149; --vscode-focusBorder: #005fb8;
  --vscode-toolbar-hoverBackground: rgba(184, 184, 184, 0.31);
  --vscode-button-background: #005fb8; --vscode-button-foreground: #ffffff; --vscode-button-hoverBackground: #0258a8;
  --vscode-list-hoverBackground: #f2f2f2; --vscode-list-inactiveSelectionBackground: #e4e6f1;
  --vscode-list-focusOutline: #005fb8; }`;
