// Officers compare and sign; clerks ask and see what became of it.
import { useState } from "preact/hooks";
import type { ScreenProps } from "../../app/areas";
import { hasRole, useSession } from "../../app/session";
import { useOwnTexts } from "../../texts/text";
import { AskForm } from "./ask";
import { mayAsk } from "./ask_for";
import "./certify.css";
import { Officer } from "./officer";
import { Decided } from "./decided";
import { texts as both } from "./texts";

// `below`: the copy that a clerk came to ask for.
export function CertifyScreen({ client, below }: ScreenProps) {
  const own = useOwnTexts(both);
  const { session } = useSession();
  const [decisions, setDecisions] = useState(0);
  const officer = hasRole(session, "certify");
  const clerk = mayAsk(session);
  return (
    <div class="certify">
      <h1>{own.title}</h1>
      {officer && <Officer client={client} onDecided={() => setDecisions((now) => now + 1)} />}
      {clerk && <AskForm key={below} client={client} copy={below} listed={!officer} />}
      {officer &&
        (["certified", "refused"] as const).map((state) => (
          <Decided key={`${state} ${decisions}`} client={client} title={own.decided[state]} state={state} />
        ))}
    </div>
  );
}
