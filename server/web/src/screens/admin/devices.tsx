// Scanners of the machine that the server runs on.
import { useEffect, useState } from "preact/hooks";
import type { Client, Schemas } from "../../api/client";
import { dateTime, useLanguage, useOwnTexts, useTexts } from "../../texts/text";
import { useAsked } from "../../ui/asked";
import { Alert } from "../../ui/field";
import { said } from "../../ui/said";
import { kTexts } from "./texts";

const kAgain = 1000;
const kParts = ["model", "vendor", "type", "name"] as const;

export function Devices({ client }: { client: Client }) {
  const texts = useOwnTexts(kTexts);
  const common = useTexts();
  const language = useLanguage();
  const devices = useAsked<Schemas["Devices"]>(client, "/api/v1/devices");
  const [failure, setFailure] = useState("");
  const state = devices.value?.state;
  const found = state === "ready" ? devices.value?.devices : undefined;
  // Drivers take their time: asked again until they have answered.
  useEffect(() => {
    if (state !== "looking") return;
    const timer = setInterval(devices.again, kAgain);
    return () => clearInterval(timer);
  }, [state, devices.again]);
  async function look(): Promise<void> {
    try {
      await client.call("/api/v1/devices/search", { method: "POST" });
      setFailure("");
      devices.again();
    } catch (error) {
      setFailure(said(error, common));
    }
  }
  return (
    <>
      {(failure || devices.failure) && <Alert>{failure || devices.failure}</Alert>}
      <p>
        <button type="button" disabled={state === "looking"} onClick={() => void look()}>
          {texts.look}
        </button>
      </p>
      <p role="status">
        {state === "looking" && texts.looking}
        {state === "failed" && texts.lookFailed}
        {state === "unknown" && texts.notLooked}
        {state === "ready" && `${texts.lookedAt} ${dateTime(devices.value?.at, language)}`}
      </p>
      {found?.length === 0 && <p>{texts.none}</p>}
      {found && found.length > 0 && (
        <div class="scrolls" tabIndex={0} role="region" aria-label={texts.parts.devices}>
          <table class="list">
            <thead>
              <tr>
                <th scope="col">{texts.device.model}</th>
                <th scope="col">{texts.device.vendor}</th>
                <th scope="col">{texts.device.type}</th>
                <th scope="col">{texts.device.name}</th>
              </tr>
            </thead>
            <tbody>
              {found.map((device, at) => (
                <tr key={at}>
                  {kParts.map((part) => (
                    <td key={part}>{String((device as Record<string, unknown>)[part] ?? "")}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
