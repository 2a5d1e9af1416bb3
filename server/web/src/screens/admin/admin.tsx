// Administration: a page for each of its parts.
import type { FunctionComponent } from "preact";
import type { Client } from "../../api/client";
import type { ScreenProps } from "../../app/areas";
import { follow } from "../../app/router";
import { hasRole, useSession, type Role } from "../../app/session";
import { useOwnTexts } from "../../texts/text";
import "./admin.css";
import { Clients } from "./clients";
import { Devices } from "./devices";
import { Journal } from "./journal";
import { Keys } from "./keys";
import { Operators } from "./operators";
import { Profiles } from "./profiles";
import { SettingsList } from "./settings";
import { kTexts, type AdminTexts } from "./texts";
import { Units } from "./units";

interface Part {
  name: keyof AdminTexts["parts"];
  role: Role;
  Shown: FunctionComponent<{ client: Client }>;
}

const kParts: Part[] = [
  { name: "operators", role: "admin", Shown: Operators },
  { name: "clients", role: "admin", Shown: Clients },
  { name: "journal", role: "audit", Shown: Journal },
  { name: "units", role: "admin", Shown: Units },
  { name: "devices", role: "admin", Shown: Devices },
  { name: "keys", role: "admin", Shown: Keys },
  { name: "settings", role: "admin", Shown: SettingsList },
  { name: "profiles", role: "admin", Shown: Profiles },
];

export function AdminScreen({ client, below }: ScreenProps) {
  const texts = useOwnTexts(kTexts);
  const { session } = useSession();
  const parts = kParts.filter((part) => hasRole(session, part.role));
  const part = parts.find((one) => one.name === below) ?? parts[0];
  return (
    <div class="admin">
      <h1>{texts.title}</h1>
      <nav class="parts" aria-label={texts.title}>
        {parts.map((one) => (
          <a
            key={one.name}
            href={`/admin/${one.name}`}
            onClick={follow}
            aria-current={one === part ? "page" : undefined}
          >
            {texts.parts[one.name]}
          </a>
        ))}
      </nav>
      {part && (
        <section class="card" aria-labelledby="part-title">
          <h2 id="part-title">{texts.parts[part.name]}</h2>
          <part.Shown client={client} />
        </section>
      )}
    </div>
  );
}
