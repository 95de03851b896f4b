const commandsOfTheTerminal = /[^\P{Cc}\n\t]|[\u202A-\u202E\u2066-\u2069]/gu;

/**
 * Text that commands no terminal, whatever a directory calls its people: control and bidirectional characters
 * become `\u001b`, which JSON reads as the character it was.
 */
export function printable(text: string): string {
  return text.replaceAll(
    commandsOfTheTerminal,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
