// The people who may log in.
import { useState } from "preact/hooks";
import type { Client, Schemas } from "../../api/client";
import { useSession } from "../../app/session";
import { mayLeave } from "../../app/unsaved";
import { useOwnTexts, useTexts } from "../../texts/text";
import { Alert } from "../../ui/field";
import { More } from "../../ui/more";
import { usePaged } from "../../ui/paged";
import { said } from "../../ui/said";
import { AccountForm, type Rights } from "./account_form";
import { RightsCells } from "./rights_cells";
import { ShownOnce, type Once } from "./shown_once";
import { kTexts } from "./texts";

type Operator = Schemas["Operator"];

interface Page {
  operators: Operator[];
  next: string | null;
}

const rowsOf = (page: Page) => page.operators;
const keyOf = ({ id }: Operator) => id;

export function Operators({ client }: { client: Client }) {
  const texts = useOwnTexts(kTexts);
  const common = useTexts();
  const { session } = useSession();
  const list = usePaged(client, "/api/v1/operators?limit=100", rowsOf, keyOf);
  const [open, setOpen] = useState(""); // id, or "new"
  const [once, setOnce] = useState<Once | null>(null);
  const [failure, setFailure] = useState("");
  const [done, setDone] = useState("");

  async function act(work: () => Promise<Once | null>): Promise<void> {
    setDone("");
    try {
      setOnce(await work());
      setFailure("");
      setOpen("");
      setDone(texts.done);
      list.again();
    } catch (error) {
      setFailure(said(error, common));
    }
  }
  // What closes the form asks first whether what stands in it may go.
  const leaving = (go: () => void) => void mayLeave().then((yes) => yes && go());
  const path = (person: Operator) => `/api/v1/operators/${encodeURIComponent(person.id)}`;
  const patch = (person: Operator, json: object) =>
    act(async () => {
      await client.call(path(person), { method: "PATCH", json });
      return null;
    });
  const add = (rights: Rights, login: string) =>
    act(async () => {
      const made = await client.json<Schemas["OperatorPassword"]>("/api/v1/operators", {
        method: "POST",
        json: { login, ...rights },
      });
      return { title: made.login, lines: [{ name: texts.password, values: [made.password] }] };
    });
  const resetPassword = (person: Operator) =>
    act(async () => {
      const made = await client.json<Schemas["OperatorPassword"]>(`${path(person)}/password`, {
        method: "POST",
      });
      return { title: made.login, lines: [{ name: texts.password, values: [made.password] }] };
    });
  const giveFactor = (person: Operator) =>
    act(async () => {
      const made = await client.json<Schemas["OperatorSecondFactor"]>(
        `${path(person)}/second-factor`,
        { method: "POST" },
      );
      return {
        title: made.login,
        lines: [
          { name: texts.otpauth, values: [made.otpauth] },
          { name: texts.recovery, values: made.recovery_codes },
        ],
      };
    });
  const remove = (address: string) =>
    act(async () => {
      await client.call(address, { method: "DELETE" });
      return null;
    });

  const people = list.rows ?? [];
  const editing = people.find((person) => person.id === open);
  const own = editing?.id === session?.operator;
  return (
    <>
      {(failure || list.failure) && <Alert>{failure || list.failure}</Alert>}
      {once && <ShownOnce once={once} onClose={() => setOnce(null)} />}
      <p role="status">{done}</p>
      {open === "" && (
        <p>
          <button type="button" onClick={() => setOpen("new")}>
            {texts.addOperator}
          </button>
        </p>
      )}
      {open === "new" && (
        <AccountForm
          client={client}
          idLabel={texts.login}
          nameLabel={texts.name}
          onSave={(rights, login) => void add(rights, login)}
          onCancel={() => setOpen("")}
        />
      )}
      {editing && (
        <div class="editing">
          <h3>{editing.login}</h3>
          <AccountForm
            key={editing.id}
            client={client}
            first={editing}
            own={own}
            nameLabel={texts.name}
            onSave={({ name, unit, sees, roles }) =>
              void patch(editing, own ? { name } : { name, unit, sees, roles })
            }
            onCancel={() => setOpen("")}
          />
          <p class="buttons">
            {!own && (
              <>
                <button type="button" class="quiet" onClick={() => leaving(() => void resetPassword(editing))}>
                  {texts.resetPassword}
                </button>
                <button type="button" class="quiet" onClick={() => leaving(() => void giveFactor(editing))}>
                  {texts.giveFactor}
                </button>
                {editing.second_factor && (
                  <button
                    type="button"
                    class="quiet"
                    onClick={() => leaving(() => void remove(`${path(editing)}/second-factor`))}
                  >
                    {texts.removeFactor}
                  </button>
                )}
                <button
                  type="button"
                  class="quiet"
                  onClick={() => leaving(() => void patch(editing, { disabled: !editing.disabled }))}
                >
                  {editing.disabled ? texts.enable : texts.disable}
                </button>
              </>
            )}
            <button
              type="button"
              class="quiet"
              onClick={() => leaving(() => void remove(`${path(editing)}/sessions`))}
            >
              {texts.endSessions}
            </button>
          </p>
        </div>
      )}
      <div class="scrolls" tabIndex={0} role="region" aria-label={texts.parts.operators}>
        <table class="list">
          <thead>
            <tr>
              <th scope="col">{texts.login}</th>
              <th scope="col">{texts.name}</th>
              <th scope="col">{texts.unit}</th>
              <th scope="col">{texts.rolesOf}</th>
              <th scope="col">{texts.state}</th>
              <th scope="col">{texts.change}</th>
            </tr>
          </thead>
          <tbody>
            {people.map((person) => (
              <tr key={person.id} aria-current={person.id === open ? "true" : undefined}>
                <td>{person.login}</td>
                <td>{person.name}</td>
                <RightsCells account={person} />
                <td>
                  {person.disabled ? <strong>{texts.disabled}</strong> : texts.active}
                  {person.second_factor && `; ${texts.secondFactor}`}
                  {person.must_change_password && `; ${texts.mustChange}`}
                </td>
                <td>
                  <button
                    type="button"
                    class="quiet"
                    aria-label={`${texts.change} ${person.login}`}
                    onClick={() => leaving(() => setOpen(person.id))}
                  >
                    {texts.change}
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <More more={list.more} />
    </>
  );
}
