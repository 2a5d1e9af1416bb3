// The counter: a citizen waits while papers become a case file.
import type { ScreenProps } from "../../app/areas";
import { Desk } from "./desk";
import { Start } from "./start";
import "./counter.css";

export function CounterScreen({ client, below }: ScreenProps) {
  return (
    <div class="counter">
      {below ? <Desk key={below} client={client} name={below} /> : <Start client={client} />}
    </div>
  );
}
