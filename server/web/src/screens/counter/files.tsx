// Files of the citizen beside the sheets: dropped, or chosen by keyboard.
import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Client } from "../../api/client";
import { useOwnTexts } from "../../texts/text";
import type { Scan } from "./session";
import { texts as both } from "./texts";
import { upload } from "./upload";

export function Files({
  client,
  scan,
  input,
  onShow,
  onSending,
  onFailure,
  onDrop,
}: {
  client: Client;
  scan: Scan;
  input: RefObject<HTMLInputElement>;
  onShow: (scan: Scan) => void;
  onSending: (sending: boolean) => void;
  onFailure: (error: unknown) => void;
  onDrop: (number: number) => void;
}) {
  const texts = useOwnTexts(both);
  const [over, setOver] = useState(false);
  const [sending, setSending] = useState<{ name: string; share: number } | null>(null);

  const [left, setLeft] = useState(0);
  const before = useRef<Promise<unknown>>(Promise.resolve());
  useEffect(() => onSending(left > 0), [left, onSending]);

  async function send(file: File): Promise<void> {
    try {
      setSending({ name: file.name, share: 0 });
      const id = await upload(client, file, (share) => setSending({ name: file.name, share }));
      onShow(
        await client.json<Scan>(`/api/v1/scans/${encodeURIComponent(scan.scan)}/files`, {
          method: "POST",
          json: { upload: id },
        }),
      );
    } catch (error) {
      onFailure(error);
    }
    setSending(null);
    setLeft((count) => count - 1);
  }

  // One after the other, also those that are dropped while others are on their way.
  function add(files: File[]): void {
    setLeft((count) => count + files.length);
    for (const file of files) before.current = before.current.then(() => send(file));
  }

  return (
    <section class="card" aria-labelledby="files">
      <h2 id="files">{texts.files}</h2>
      <label
        class={over ? "drop over" : "drop"}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          add([...(event.dataTransfer?.files ?? [])]);
        }}
      >
        {texts.dropFiles}
        <input
          ref={input}
          class="visually-hidden"
          type="file"
          multiple
          accept=".pdf,.tif,.tiff,.jpg,.jpeg,.png"
          onChange={(event) => {
            const field = event.currentTarget;
            const chosen = [...(field.files ?? [])];
            field.value = ""; // the same file may be chosen again
            add(chosen);
          }}
        />
      </label>
      <p role="status">{sending && `${texts.sending(sending.name, sending.share)} ${texts.sendFirst}`}</p>
      <ul class="plain held">
        {scan.files.map((file) => (
          <li key={file.number}>
            <span>
              {file.name} <span class="hint">{texts.filePages(file.pages)}</span>
            </span>
            <button
              type="button"
              class="quiet"
              disabled={scan.state !== "idle" && scan.state !== "feeding"}
              onClick={() => onDrop(file.number)}
              aria-label={`${texts.dropFile}: ${file.name}`}
            >
              {texts.dropFile}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
