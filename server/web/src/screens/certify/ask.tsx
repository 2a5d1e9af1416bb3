// A clerk asks that a digitised copy be certified.
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Client } from "../../api/client";
import { useOwnTexts, useTexts } from "../../texts/text";
import { Alert, TextField } from "../../ui/field";
import { said } from "../../ui/said";
import { caseFileOf } from "./ask_for";
import { Decided } from "./decided";
import { texts as both } from "./texts";

interface AskProps {
  client: Client;
  copy: string;
  listed: boolean;
}

// `copy`: chosen before. `listed`: what was asked for before is shown below.
export function AskForm({ client, copy: chosen, listed }: AskProps) {
  const general = useTexts();
  const own = useOwnTexts(both);
  const [copy, setCopy] = useState(chosen);
  const [caseFile, setCaseFile] = useState(() => caseFileOf(chosen));
  const [sent, setSent] = useState(0);
  const [failure, setFailure] = useState("");

  const send = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    if (chosen !== "" && caseFile !== "") send.current?.focus();
  }, []);

  async function ask(): Promise<void> {
    try {
      await client.call("/api/v1/certifications", {
        method: "POST",
        json: { copy: copy.trim(), case_file: caseFile.trim() },
        headers: { "Idempotency-Key": crypto.randomUUID() },
      });
      setSent(sent + 1);
      setCopy("");
      setFailure("");
    } catch (error) {
      setFailure(said(error, general));
    }
  }

  return (
    <>
      <form
        class="card"
        aria-labelledby="ask-title"
        onSubmit={(event) => {
          event.preventDefault();
          void ask();
        }}
      >
        <h2 id="ask-title">{own.askTitle}</h2>
        <div class="fields">
          <TextField label={own.askCopy} value={copy} onText={setCopy} required maxLength={128} />
          <TextField
            label={own.askCase}
            value={caseFile}
            onText={setCaseFile}
            autoFocus={chosen !== "" && caseFile === ""}
            required
            maxLength={128}
          />
        </div>
        <button ref={send} type="submit">{own.askSend}</button>
        <p role="status">{sent > 0 && !failure ? own.askDone : ""}</p>
        {failure && <Alert>{failure}</Alert>}
      </form>
      {listed && <Decided key={sent} client={client} title={own.mine} state="" />}
    </>
  );
}
