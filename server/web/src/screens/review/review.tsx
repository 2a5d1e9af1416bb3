// The review desk: what waits, and one document after the other.
import { useMemo, useState } from "preact/hooks";
import type { Client } from "../../api/client";
import { go } from "../../app/router";
import { useSession } from "../../app/session";
import { Ahead, keepFor } from "./desk";
import { DeskView } from "./desk_view";
import { isOthers } from "./model";
import { fetchQueue, Queue, type Order } from "./queue";
import "./review.css";

export function ReviewScreen({ client, below }: { client: Client; below: string }) {
  const [order, setOrder] = useState<Order>("since");
  const ahead = useMemo(() => new Ahead(client), [client]);
  const id = below;
  const operator = useSession().session?.operator ?? "";
  useMemo(() => keepFor(operator), [operator]);
  const open = (wanted: string) => go(`/review/${encodeURIComponent(wanted)}`);

  // Looked up while the person reads this one, so that the next one is there at once.
  const prepare = async (than: string) => {
    const queue = await fetchQueue(client, order);
    const next = queue.reviews.find(({ document, claim }) => document !== than && !isOthers(claim));
    if (next) ahead.fetch(next);
    return next?.document;
  };
  const following = useMemo(
    () => (id ? prepare(id).catch(() => undefined) : Promise.resolve(undefined)),
    [id, order],
  );
  const ready = useMemo(() => (id ? ahead.take(id) : undefined), [id]);

  const next = async () => {
    const wanted = (await following) ?? (await prepare(id).catch(() => undefined));
    if (wanted) open(wanted);
    else go("/review");
  };
  if (!id) return <Queue client={client} order={order} onOrder={setOrder} onOpen={open} />;
  return (
    <DeskView
      key={id}
      client={client}
      id={id}
      ready={ready}
      onNext={() => void next()}
      onBack={() => go("/review")}
    />
  );
}
