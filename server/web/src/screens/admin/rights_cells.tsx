import type { Schemas } from "../../api/client";
import { useOwnTexts } from "../../texts/text";
import { seesWords } from "./journal_words";
import { kTexts } from "./texts";

// Where an account belongs, and what it may do: two cells of a row.
export function RightsCells({
  account,
}: {
  account: Pick<Schemas["Operator"], "unit" | "sees" | "roles">;
}) {
  const texts = useOwnTexts(kTexts);
  return (
    <>
      <td>
        {account.unit}
        {account.sees !== account.unit && ` (${seesWords(account.sees, texts)})`}
      </td>
      <td>{account.roles.map((role) => texts.roles[role]).join(", ")}</td>
    </>
  );
}
