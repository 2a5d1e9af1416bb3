// Which case file, whose papers, from which scanner.
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Client, Schemas } from "../../api/client";
import { follow, go } from "../../app/router";
import { dateTime, inLanguage, useLanguage, useOwnTexts, useTexts } from "../../texts/text";
import { Alert, SelectField, TextField } from "../../ui/field";
import { said } from "../../ui/said";
import { useCardReader, type Card } from "./card";
import { Holdings } from "./holdings";
import { randomKey } from "./random_key";
import { texts as both } from "./texts";

type Scanners = Schemas["Scanners"];
type Order = Schemas["ScanOrder"];
type Source = NonNullable<Order["source"]>;
type Colour = NonNullable<Order["colour"]>;

const kNone: Scanners = { devices: [], profiles: [] };

export function Start({ client }: { client: Client }) {
  const texts = useOwnTexts(both);
  const shared = useTexts();
  const language = useLanguage();
  const [scanners, setScanners] = useState<Scanners | null>(null);
  const [order, setOrder] = useState<Order>({ case_file: "" });
  const [person, setPerson] = useState("");
  const [name, setName] = useState("");
  const [failure, setFailure] = useState("");
  const [busy, setBusy] = useState(false);
  const key = useRef(randomKey());
  const form = useRef<HTMLFormElement>(null);

  useEffect(() => {
    client
      .json<Scanners>("/api/v1/scanners")
      .then((found) => {
        setScanners(found);
        const standard = found.profiles.find((profile) => profile.name === "");
        setOrder((now) => withProfile(now, standard, found));
      })
      .catch((error: unknown) => {
        setScanners(kNone);
        setFailure(said(error, shared));
      });
  }, [client]);

  const readCard = useCallback((card: Card) => {
    setPerson(card.number);
    setName(card.name);
    form.current?.querySelector("input")?.focus();
  }, []);
  useCardReader(readCard);

  async function begin(): Promise<void> {
    setBusy(true);
    setFailure("");
    try {
      const scan = await client.json<Schemas["Scan"]>("/api/v1/scans", {
        method: "POST",
        json: order,
        headers: { "Idempotency-Key": key.current },
      });
      go(`/counter/${scan.scan}`);
    } catch (error) {
      key.current = randomKey();
      setFailure(said(error, shared));
      setBusy(false);
    }
  }

  return (
    <>
      <h1>{texts.title}</h1>
      <div class="counter-start">
        <form
          class="card"
          ref={form}
          onSubmit={(event) => {
            event.preventDefault();
            if (!busy) void begin();
          }}
        >
          <TextField
            label={texts.caseFile}
            hint={texts.caseHint}
            value={order.case_file}
            // Not trimmed here: a card that a reader types has spaces, one after the other.
            onText={(text) => setOrder({ ...order, case_file: text })}
            required
            pattern="[!-~]{1,128}"
            autocomplete="off"
            autoFocus
          />
          <TextField
            label={texts.card}
            hint={texts.cardHint}
            inputMode="numeric"
            autocomplete="off"
            value={person}
            onText={(text) => {
              setPerson(text);
              setName("");
            }}
            pattern="[0-9]{12}"
          />
          <p role="status">{name && texts.cardRead(name)}</p>
          {scanners && scanners.devices.length === 0 && <p class="hint">{texts.noScanner}</p>}
          {scanners && <Scanner scanners={scanners} order={order} onChange={setOrder} />}
          <p class="actions">
            <button type="submit" disabled={busy || !scanners}>
              {texts.begin}
            </button>
            <a
              class="button quiet"
              href={inLanguage(
                `/api/v1/separators?count=5&case_file=${encodeURIComponent(order.case_file)}`,
                language,
              )}
              target="_blank"
              rel="noopener"
            >
              {texts.separators}
            </a>
          </p>
          {failure && <Alert>{failure}</Alert>}
        </form>
        <div>
          {/^\d{12}$/.test(person) && (
            <Holdings key={person} client={client} person={person} caseFile={order.case_file} />
          )}
          <OpenScans client={client} />
        </div>
      </div>
    </>
  );
}

function withProfile(
  order: Order,
  profile: Scanners["profiles"][number] | undefined,
  scanners: Scanners,
): Order {
  if (!profile) return order;
  const { device, source, colour, resolution } = profile.request;
  const first = scanners.devices[0]?.name;
  return {
    ...order,
    profile: profile.name,
    device: device || first || null,
    source,
    colour,
    resolution,
  };
}

function Scanner({
  scanners,
  order,
  onChange,
}: {
  scanners: Scanners;
  order: Order;
  onChange: (order: Order) => void;
}) {
  const texts = useOwnTexts(both);
  const resolutions = useMemo(() => {
    const all = [200, 300, 400, 600];
    const own = order.resolution;
    if (own && !all.includes(own)) all.push(own);
    return all.sort((one, other) => one - other).map(String);
  }, [order.resolution]);
  const devices = scanners.devices.map((device) => ({
    value: device.name,
    text: `${device.vendor} ${device.model} (${device.name})`.trim(),
  }));
  if (order.device && !devices.some((device) => device.value === order.device)) {
    devices.push({ value: order.device, text: order.device });
  }
  return (
    <div class="fields">
      {devices.length > 0 && (
        <SelectField
          label={texts.scanner}
          value={order.device ?? ""}
          choices={devices}
          onChoice={(device) => onChange({ ...order, device })}
        />
      )}
      {scanners.profiles.length > 1 && (
        <SelectField
          label={texts.profile}
          value={order.profile ?? ""}
          choices={scanners.profiles.map(({ name }) => ({
            value: name,
            text: name || texts.standardProfile,
          }))}
          onChoice={(name) =>
            onChange(
              withProfile(
                order,
                scanners.profiles.find((profile) => profile.name === name),
                scanners,
              ),
            )
          }
        />
      )}
      <SelectField
        label={texts.source}
        value={order.source ?? "adf"}
        choices={Object.entries(texts.sources).map(([value, text]) => ({ value, text }))}
        onChoice={(source) => onChange({ ...order, source: source as Source })}
      />
      <SelectField
        label={texts.colour}
        value={order.colour ?? "colour"}
        choices={Object.entries(texts.colours).map(([value, text]) => ({ value, text }))}
        onChoice={(colour) => onChange({ ...order, colour: colour as Colour })}
      />
      <SelectField
        label={texts.resolution}
        value={String(order.resolution ?? 300)}
        choices={resolutions.map((value) => ({ value, text: value }))}
        onChoice={(resolution) => onChange({ ...order, resolution: Number(resolution) })}
      />
    </div>
  );
}

function OpenScans({ client }: { client: Client }) {
  const texts = useOwnTexts(both);
  const language = useLanguage();
  const [scans, setScans] = useState<Schemas["ScanHead"][]>([]);
  useEffect(() => {
    client
      .json<Schemas["Scans"]>("/api/v1/scans")
      .then((found) => setScans(found.scans))
      .catch(() => setScans([])); // the form tells what is wrong with the server
  }, [client]);
  if (scans.length === 0) return null;
  return (
    <section class="card" aria-labelledby="open-scans">
      <h2 id="open-scans">{texts.openScans}</h2>
      <ul class="plain">
        {scans.map((scan) => (
          <li key={scan.scan}>
            <a href={`/counter/${scan.scan}`} onClick={follow}>
              {texts.forCase(scan.case_file)}
            </a>{" "}
            <span class="hint">{dateTime(scan.started, language)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
