// The public page: a PDF goes in, a verdict in plain words comes out. /verify/CODE tells of the copy whose
// code that is, and compares the file with it.
import { useRef, useState } from "preact/hooks";
import { ApiError, type Client, type Schemas } from "../../api/client";
import type { ScreenProps } from "../../app/areas";
import { go } from "../../app/router";
import { useOwnTexts, useTexts } from "../../texts/text";
import { TextField } from "../../ui/field";
import { codeOf } from "./copy_code";
import { CopyCheck, useCopyCheck } from "./copy_check";
import { FileDrop } from "../../ui/file_drop";
import { Report } from "./report";
import { verifyTexts } from "./texts";

type Verification = Schemas["DocumentVerification"];

type State =
  | { is: "empty" }
  | { is: "running"; file: File }
  | { is: "refused"; file: File | null; said: string }
  | { is: "done"; file: File; report: Verification };

// The header may stand anywhere in the first 1,024 bytes (ISO 32000-1, annex H.3).
async function looksLikePdf(file: File): Promise<boolean> {
  const head = new Uint8Array(await file.slice(0, 1024).arrayBuffer());
  return new TextDecoder("latin1").decode(head).includes("%PDF-");
}

export function Verify({ client, below }: ScreenProps) {
  const texts = useTexts();
  const own = useOwnTexts(verifyTexts);
  const [state, setState] = useState<State>({ is: "empty" });
  const running = useRef<AbortController | null>(null);

  async function check(file: File): Promise<void> {
    running.current?.abort();
    const control = new AbortController();
    running.current = control;
    const show = (next: State) => {
      if (running.current === control) setState(next);
    };
    show({ is: "running", file });
    if (!(await looksLikePdf(file))) {
      show({ is: "refused", file: null, said: texts.verifyNotPdf });
      return;
    }
    try {
      const report = await client.json<Verification>("/api/v1/verify", {
        method: "POST",
        body: file,
        mediaType: "application/pdf",
        signal: control.signal,
      });
      show({ is: "done", file, report });
    } catch (error) {
      if (control.signal.aborted) return;
      show({ is: "refused", file, said: whatToSay(error) });
    }
  }

  function whatToSay(error: unknown): string {
    if (!(error instanceof ApiError)) return String(error);
    if (error.unreached) return texts.lineCut;
    if (error.status === 413) return texts.verifyTooLarge;
    return error.message;
  }

  return (
    <>
      <h1>{texts.verifyTitle}</h1>
      <p>{texts.verifyIntro}</p>
      {below && (
        <CodeAnswer
          key={below}
          client={client}
          code={below}
          digest={state.is === "done" ? state.report.sha256 : ""}
        />
      )}
      <FileDrop
        accept="application/pdf,.pdf"
        label={
          state.is !== "empty" ? texts.verifyAnother : below ? own.compare : texts.verifyChoose
        }
        onFile={(file) => void check(file)}
      />
      <div aria-live="polite">
        {state.is === "running" && (
          <p class="notice">
            {texts.verifyRunning}: {state.file.name}
          </p>
        )}
        {state.is === "refused" && (
          <div class="notice bad" role="alert">
            <p>{state.said}</p>
            {state.file && (
              <button type="button" class="quiet" onClick={() => state.file && void check(state.file)}>
                {texts.tryAgain}
              </button>
            )}
          </div>
        )}
        {state.is === "done" && <Report file={state.file} report={state.report} />}
      </div>
      <CodeForm />
    </>
  );
}

function CodeAnswer({ client, code, digest }: { client: Client; code: string; digest: string }) {
  const looked = useCopyCheck(client, code, digest);
  return (
    <div aria-live="polite">
      <CopyCheck looked={looked} />
    </div>
  );
}

function CodeForm() {
  const own = useOwnTexts(verifyTexts);
  const [typed, setTyped] = useState("");
  const [wrong, setWrong] = useState(false);
  return (
    <form
      class="card"
      aria-labelledby="by-code"
      onSubmit={(event) => {
        event.preventDefault();
        const code = codeOf(typed);
        setWrong(code === null);
        if (code) go(`/verify/${encodeURIComponent(code)}`);
      }}
    >
      <h2 id="by-code">{own.byCode}</h2>
      <TextField
        label={own.code}
        hint={own.codeHint}
        value={typed}
        onText={setTyped}
        autocomplete="off"
        spellcheck={false}
        required
      />
      {wrong && (
        <p class="notice bad" role="alert">
          {own.wrongCode}
        </p>
      )}
      <button type="submit" class="quiet">
        {own.look}
      </button>
    </form>
  );
}
