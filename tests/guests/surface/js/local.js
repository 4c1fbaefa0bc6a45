export function fromFile(x) {
  return `from a file: ${x} – ü`;
}

export class Local {
  constructor(x) {
    this.x = x;
  }
}
