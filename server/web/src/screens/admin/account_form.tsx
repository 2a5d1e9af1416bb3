// Name, rights and offices of an account, of a person or a program.
import { useId, useState } from "preact/hooks";
import type { Client, Schemas } from "../../api/client";
import { useSession, type Role } from "../../app/session";
import { useUnsaved } from "../../app/unsaved";
import { useOwnTexts } from "../../texts/text";
import { useAsked } from "../../ui/asked";
import { TextField } from "../../ui/field";
import { kTexts } from "./texts";

export interface Rights {
  name: string;
  unit: string;
  sees: string;
  roles: Role[];
}

const kRoles: Role[] = ["scan", "review", "certify", "archive", "read", "audit", "admin"];

// Offices one may choose from, with ids that are in use and stand in no tree.
export function UnitField({
  client,
  label,
  value,
  all,
  onText,
}: {
  client: Client;
  label: string;
  value: string;
  all?: boolean;
  onText: (text: string) => void;
}) {
  const texts = useOwnTexts(kTexts);
  const units = useAsked<Schemas["Units"]>(client, "/api/v1/units");
  const list = useId();
  return (
    <>
      <TextField
        label={label}
        value={value}
        onText={(text) => onText(text.trim())}
        required
        maxLength={64}
        list={list}
        autocomplete="off"
      />
      <datalist id={list}>
        {(units.value?.units ?? []).map((unit) => (
          <option key={unit.id} value={unit.id}>
            {unit.name}
          </option>
        ))}
        {all && <option value="*">{texts.everything}</option>}
      </datalist>
    </>
  );
}

function sameRights(one: Rights, other: Rights): boolean {
  return (
    one.name === other.name &&
    one.unit === other.unit &&
    one.sees === other.sees &&
    [...one.roles].sort().join() === [...other.roles].sort().join()
  );
}

export function AccountForm({
  client,
  first,
  idLabel,
  nameLabel,
  own,
  onSave,
  onCancel,
}: {
  client: Client;
  first?: Rights; // as it stands; else a new account
  idLabel?: string;
  nameLabel: string;
  own?: boolean; // the reader's own account
  onSave: (rights: Rights, id: string) => void;
  onCancel: () => void;
}) {
  const texts = useOwnTexts(kTexts);
  const { session } = useSession();
  const here = session?.unit ?? "";
  const [id, setId] = useState("");
  const [before] = useState<Rights>(first ?? { name: "", unit: here, sees: here, roles: [] });
  const [rights, setRights] = useState(before);
  useUnsaved(id !== "" || !sameRights(before, rights));
  // Nobody gives what he does not hold; the server refuses it whatever is shown here.
  const mine = new Set<Role>(session?.roles ?? []);
  const choose = (role: Role, on: boolean) =>
    setRights({
      ...rights,
      roles: kRoles.filter((one) => (one === role ? on : rights.roles.includes(one))),
    });
  return (
    <form
      class="account"
      onSubmit={(event) => {
        event.preventDefault();
        onSave(rights, id);
      }}
    >
      {own && <p class="notice doubt">{texts.yourself}</p>}
      <div class="fields">
        {idLabel && (
          <TextField
            label={idLabel}
            hint={texts.loginHint}
            value={id}
            onText={(text) => setId(text.trim().toLowerCase())}
            required
            pattern="[a-z0-9._\-]{1,64}"
            autocomplete="off"
          />
        )}
        <TextField
          label={nameLabel}
          value={rights.name}
          onText={(name) => setRights({ ...rights, name })}
          required
          maxLength={100}
          autocomplete="off"
        />
        {!own && (
          <>
            <UnitField
              client={client}
              label={texts.unit}
              value={rights.unit}
              onText={(unit) => setRights({ ...rights, unit })}
            />
            <UnitField
              client={client}
              label={texts.sees}
              value={rights.sees}
              all
              onText={(sees) => setRights({ ...rights, sees })}
            />
          </>
        )}
      </div>
      {!own && (
        <fieldset>
          <legend>{texts.rolesOf}</legend>
          {kRoles.map((role) => (
            <label key={role} class="choice">
              <input
                type="checkbox"
                checked={rights.roles.includes(role)}
                disabled={!mine.has(role) && !rights.roles.includes(role)}
                onChange={(event) => choose(role, event.currentTarget.checked)}
              />{" "}
              {texts.roles[role]}
            </label>
          ))}
        </fieldset>
      )}
      <p class="buttons">
        <button type="submit">{texts.save}</button>
        <button type="button" class="quiet" onClick={onCancel}>
          {texts.cancel}
        </button>
      </p>
    </form>
  );
}
