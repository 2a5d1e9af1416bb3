// Every setting with where it comes from. Read only: the file is the one place.
import { useState } from "preact/hooks";
import type { Client, Schemas } from "../../api/client";
import { useOwnTexts } from "../../texts/text";
import { useAsked } from "../../ui/asked";
import { Alert, TextField } from "../../ui/field";
import { kTexts } from "./texts";

export function SettingsList({ client }: { client: Client }) {
  const texts = useOwnTexts(kTexts);
  const { value, failure } = useAsked<Schemas["Settings"]>(client, "/api/v1/settings");
  const [words, setWords] = useState("");
  if (failure) return <Alert>{failure}</Alert>;
  if (!value) return null;
  const wanted = words.toLowerCase();
  const lines = value.settings.filter((one) =>
    `${one.key} ${one.value} ${one.meaning}`.toLowerCase().includes(wanted),
  );
  return (
    <>
      <p>
        {texts.settingsFrom} <code>{value.file}</code>. {texts.settingsHow}
      </p>
      <TextField label={texts.find} value={words} onText={setWords} type="search" />
      <div class="scrolls" tabIndex={0} role="region" aria-label={texts.parts.settings}>
        <table class="list settings">
          <thead>
            <tr>
              <th scope="col">{texts.key}</th>
              <th scope="col">{texts.value}</th>
              <th scope="col">{texts.source}</th>
              <th scope="col">{texts.meaning}</th>
            </tr>
          </thead>
          <tbody>
            {lines.map((one) => (
              <tr key={one.key}>
                <td>
                  <code>{one.key}</code>
                </td>
                <td class="where">{one.value || "–"}</td>
                <td>{one.line === null ? texts.byDefault : `${texts.line} ${one.line}`}</td>
                <td>{one.meaning}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
