// The mark that keeps a spreadsheet from computing a text: `'` before what begins with = + - @ tab, CR or NUL. Marking and taking the mark
// away are exact inverses, also for texts that begin with the mark themselves.

export const marked = (text: string): string => (/^'*[=+\-@\t\r\0]/.test(text) ? `'${text}` : text);
export const unmarked = (text: string): string => (/^'+[=+\-@\t\r\0]/.test(text) ? text.slice(1) : text);
