import { Component, h, type FunctionComponent } from "preact";

// A component that is drawn again only when `same` says that its properties differ.
export function memo<Props extends object>(
  Shown: FunctionComponent<Props>,
  same: (one: Props, other: Props) => boolean,
): FunctionComponent<Props> {
  class Kept extends Component<Props> {
    override shouldComponentUpdate(next: Readonly<Props>): boolean {
      return !same(this.props, next);
    }
    render() {
      return h(Shown, this.props);
    }
  }
  return Kept as unknown as FunctionComponent<Props>;
}
