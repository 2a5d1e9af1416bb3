// Scanners of the machine that the server runs on.
import { useEffect, useState } from "preact/hooks";
import type { Client, Schemas } from "../../api/client";
import { dateTime, useLanguage, useOwnTexts, useTexts } from "../../texts/text";
import { useAsked } from "../../ui/asked";
import { Alert } from "../../ui/field";
import { said } from "../../ui/said";
import { kTexts } from "./texts";

const kAgain = 1000;

export function Devices({ client }: { client: Client }) {
  const texts = useOwnTexts(kTexts);
  const common = useTexts();
  const language = useLanguage();
  const devices = useAsked<Schemas["Devices"]>(client, "/api/v1/devices");
  const [failure, setFailure] = useState("");
  const state = devices.value?.state;
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
        {state === "ready" && dateTime(devices.value?.at, language)}
      </p>
      {state === "ready" && (
        <ul class="plain">
          {devices.value?.devices.length === 0 && <li>{texts.none}</li>}
          {devices.value?.devices.map((device, at) => (
            <li key={at}>{Object.values(device).filter((word) => typeof word === "string").join(" · ")}</li>
          ))}
        </ul>
      )}
    </>
  );
}
