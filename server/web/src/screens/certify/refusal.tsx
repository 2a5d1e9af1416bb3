import { useState } from "preact/hooks";
import type { Client } from "../../api/client";
import { useOwnTexts, useTexts } from "../../texts/text";
import { Alert, TextField } from "../../ui/field";
import { said } from "../../ui/said";
import { texts as both } from "./texts";

interface RefusalProps {
  client: Client;
  path: string; // of the request
  onSent: () => void;
  onBack: () => void;
}

export function Refusal({ client, path, onSent, onBack }: RefusalProps) {
  const general = useTexts();
  const own = useOwnTexts(both);
  const [reason, setReason] = useState("");
  const [failure, setFailure] = useState("");

  async function send(): Promise<void> {
    try {
      await client.call(`${path}/refusal`, { method: "POST", json: { reason } });
      onSent();
    } catch (error) {
      setFailure(said(error, general));
    }
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === "Escape") onBack();
      }}
    >
      <TextField label={own.refuseWhy} value={reason} onText={setReason} required autoFocus maxLength={500} />
      <p class="buttons">
        <button type="submit">{own.refuseSend}</button>
        <button type="button" class="quiet" onClick={onBack}>
          {own.back}
        </button>
      </p>
      {failure && <Alert>{failure}</Alert>}
    </form>
  );
}
