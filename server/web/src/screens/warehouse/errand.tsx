// Why a person's papers are looked at. Every call that shows one carries it, and it is written into
// the access log before the answer goes out.
import { useTexts } from "../../texts/text";
import type { Texts } from "../../texts/vi";
import { SelectField, TextField } from "../../ui/field";

export interface Errand {
  purpose: string;
  caseFile: string;
}

const kPurposes = ["tiep_nhan_ho_so", "tra_cuu", "doi_chieu", "thanh_tra"] as const;

function purposeText(purpose: (typeof kPurposes)[number], texts: Texts): string {
  return {
    tiep_nhan_ho_so: texts.purposeIntake,
    tra_cuu: texts.purposeLookup,
    doi_chieu: texts.purposeCompare,
    thanh_tra: texts.purposeInspection,
  }[purpose];
}

// A purpose as a program or a person gave it.
export function purposeWord(purpose: string, texts: Texts): string {
  const known = kPurposes.find((each) => each === purpose);
  return known ? purposeText(known, texts) : purpose;
}

export const firstErrand: Errand = { purpose: kPurposes[0], caseFile: "" };

// Headers carry no spaces; a number of a case file has none either.
export function isWhole(errand: Errand): boolean {
  return /^[\x21-\x7e]{1,128}$/.test(errand.caseFile);
}

export function errandHeaders(errand: Errand): Record<string, string> {
  return { "Sohoa-Purpose": errand.purpose, "Sohoa-Case-File": errand.caseFile };
}

export function ErrandFields({
  errand,
  onChange,
}: {
  errand: Errand;
  onChange: (errand: Errand) => void;
}) {
  const texts = useTexts();
  return (
    <>
      <SelectField
        label={texts.purpose}
        value={errand.purpose}
        choices={kPurposes.map((value) => ({ value, text: purposeText(value, texts) }))}
        onChoice={(purpose) => onChange({ ...errand, purpose })}
      />
      <TextField
        label={texts.caseFile}
        value={errand.caseFile}
        onText={(caseFile) => onChange({ ...errand, caseFile: caseFile.trim() })}
        required
        pattern="[!-~]{1,128}"
        autocomplete="off"
      />
    </>
  );
}
