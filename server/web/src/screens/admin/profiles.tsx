// Kinds of paper: what describes them, and a trial on a page.
import { useState } from "preact/hooks";
import type { Client, Schemas } from "../../api/client";
import { mayLeave, useUnsaved } from "../../app/unsaved";
import { useOwnTexts, useTexts } from "../../texts/text";
import { useAsked } from "../../ui/asked";
import { Alert } from "../../ui/field";
import { FileDrop } from "../../ui/file_drop";
import { said } from "../../ui/said";
import { kTexts } from "./texts";
import { TrialResult, type Trial } from "./trial_result";

async function inBase64(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  return btoa(text);
}

export function Profiles({ client }: { client: Client }) {
  const texts = useOwnTexts(kTexts);
  const common = useTexts();
  const list = useAsked<Schemas["Profiles"]>(client, "/api/v1/profiles");
  const [toml, setToml] = useState("");
  const [shown, setShown] = useState(""); // of the server's file
  useUnsaved(toml !== shown);
  const [file, setFile] = useState<File | null>(null);
  const [trial, setTrial] = useState<Trial | null>(null);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState("");

  async function show(kind: string): Promise<void> {
    if (!(await mayLeave())) return;
    try {
      const { text } = await client.json<Schemas["Profile"]>(`/api/v1/profiles/${kind}`);
      setShown(text);
      setToml(text);
      setFailure("");
      document.getElementById("profile-toml")?.focus();
    } catch (error) {
      setFailure(said(error, common));
    }
  }
  async function attempt(): Promise<void> {
    if (!file) {
      setFailure(texts.pageNeeded);
      return;
    }
    setBusy(true);
    setTrial(null);
    try {
      const json = { page: await inBase64(file), profile: toml };
      setTrial(await client.json<Trial>("/api/v1/profiles/trial", { method: "POST", json }));
      setFailure("");
    } catch (error) {
      setFailure(said(error, common));
    }
    setBusy(false);
  }
  return (
    <>
      {(failure || list.failure) && <Alert>{failure || list.failure}</Alert>}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void attempt();
        }}
      >
        <h3>{texts.tryTitle}</h3>
        <p class="hint">{texts.tryHint}</p>
        <FileDrop label={texts.page} accept=".pdf,.jpg,.jpeg,.png,.tif,.tiff" onFile={setFile} />
        <p role="status">{file && texts.pageChosen(file.name)}</p>
        <div class="field">
          <label for="profile-toml">{texts.toml}</label>
          <textarea
            id="profile-toml"
            rows={10}
            spellcheck={false}
            value={toml}
            onInput={(event) => setToml(event.currentTarget.value)}
          />
        </div>
        <button type="submit" disabled={busy}>
          {texts.tryIt}
        </button>
        <p role="status">{busy && texts.trying}</p>
      </form>
      {trial && <TrialResult trial={trial} />}
      <p>
        <code>{list.value?.folder}</code>
      </p>
      <div class="scrolls" tabIndex={0} role="region" aria-label={texts.parts.profiles}>
        <table class="list">
          <thead>
            <tr>
              <th scope="col">{texts.kind}</th>
              <th scope="col">{texts.id}</th>
              <th scope="col">{texts.fields}</th>
              <th scope="col">{texts.show}</th>
            </tr>
          </thead>
          <tbody>
            {(list.value?.kinds ?? []).map((one) => (
              <tr key={one.kind}>
                <td>{one.title}</td>
                <td>
                  <code>{one.kind}</code>
                </td>
                <td>{one.fields}</td>
                <td>
                  <button
                    type="button"
                    class="quiet"
                    aria-label={`${texts.show} ${one.title}`}
                    onClick={() => void show(one.kind)}
                  >
                    {texts.show}
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
