// One entry of the PIN for all that was compared. It is sent once and kept nowhere.
import { useState } from "preact/hooks";
import type { Client } from "../../api/client";
import { useOwnTexts, useTexts } from "../../texts/text";
import { Alert, TextField } from "../../ui/field";
import { said } from "../../ui/said";
import type { Compared } from "./officer";
import { texts as both } from "./texts";

interface SigningProps {
  client: Client;
  compared: Compared;
  onRun: (run: string) => void;
}

export function Signing({ client, compared, onRun }: SigningProps) {
  const general = useTexts();
  const own = useOwnTexts(both);
  const [pin, setPin] = useState("");
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState("");
  const items = Object.entries(compared).map(([number, checks]) => ({
    certification: Number(number),
    checks,
  }));

  async function sign(): Promise<void> {
    setBusy(true);
    const shown = pin;
    setPin("");
    try {
      const answer = await client.json<{ run: string }>("/api/v1/certification-runs", {
        method: "POST",
        json: { items, pin: shown },
        headers: { "Idempotency-Key": crypto.randomUUID() },
      });
      onRun(answer.run);
    } catch (error) {
      setFailure(said(error, general));
    } finally {
      setBusy(false);
    }
  }

  return (
    <form
      class="card pin"
      aria-labelledby="sign-title"
      onSubmit={(event) => {
        event.preventDefault();
        void sign();
      }}
    >
      <h2 id="sign-title">{own.sign}</h2>
      {items.length === 0 && <p>{own.signNone}</p>}
      {items.length > 0 && (
        <>
          <p>{own.signCount(items.length)}</p>
          <TextField
            label={own.pin}
            hint={own.pinHint}
            type="password"
            autocomplete="off"
            value={pin}
            onText={setPin}
            required
            maxLength={64}
          />
          <button type="submit" disabled={busy}>
            {own.signAll(items.length)}
          </button>
        </>
      )}
      {failure && <Alert>{failure}</Alert>}
    </form>
  );
}
