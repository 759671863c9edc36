// A number that prints with a point although it is whole, as a float of Python does.

export class PythonFloat {
  readonly value: number

  constructor(value: number) {
    this.value = value
  }
}
