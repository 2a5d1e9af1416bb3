#include "signing/verify_fields.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

namespace sohoa::signing {
namespace {

using Kind = pdf::Object::Kind;

constexpr std::size_t kMaxFields = 10'000;
constexpr int kMaxFieldDepth = 32;

class FieldWalk {
 public:
  FieldWalk(const pdf::Revisions& file, std::size_t revision) : file_(file), revision_(revision) {}

  void walk(const pdf::Object& value, const std::string& prefix, const std::string& type,
            int depth) {
    const auto number = value.is(Kind::kReference) ? static_cast<std::uint32_t>(value.integer) : 0;
    if (depth > kMaxFieldDepth || fields_.size() >= kMaxFields) return;
    if (number != 0 && !seen_.insert(number).second) return;
    const auto object = file_.resolve(value, revision_);
    if (!object->isDictionary()) return;
    const auto own_type = file_.resolveKey(*object, "FT", revision_);
    const auto part = file_.resolveKey(*object, "T", revision_);
    const auto name = !part->is(Kind::kString) ? prefix
                      : prefix.empty()         ? part->text
                                               : prefix + "." + part->text;
    const auto& field_type = own_type->is(Kind::kName) ? own_type->text : type;
    const auto kids = file_.resolveKey(*object, "Kids", revision_);
    bool inner = false;
    for (const auto& kid : kids->items) {
      // A kid without a name of its own is a widget of this field.
      const auto below = file_.resolve(kid, revision_);
      if (below->get("T") == nullptr) continue;
      inner = true;
      walk(kid, name, field_type, depth + 1);
    }
    if (!inner) fields_.push_back({number, name, field_type, object});
  }

  std::vector<FormField> take() { return std::move(fields_); }

 private:
  const pdf::Revisions& file_;
  std::size_t revision_;
  std::set<std::uint32_t> seen_;
  std::vector<FormField> fields_;
};

bool looksSigned(const pdf::Object& object) {
  return object.isDictionary() && object.get("ByteRange") != nullptr;
}

std::string nameOf(const pdf::Object& dictionary, std::string_view key) {
  const auto* value = dictionary.get(key);
  return value != nullptr && value->is(Kind::kName) ? value->text : std::string{};
}

// Dictionaries with a /ByteRange in any revision, by object number and place.
std::vector<SignatureSite> scan(const pdf::Revisions& file) {
  std::vector<SignatureSite> sites;
  for (std::size_t i = 0; i < file.all().size(); ++i) {
    for (const auto& entry : file.all()[i].entries) {
      const auto object = file.objectOf(i, entry);
      bool found = looksSigned(*object);
      if (!found && !object->items.empty()) {
        pdf::visit(*object, [&](const pdf::Object& part) { found = found || looksSigned(part); });
      }
      if (found) {
        sites.push_back({{}, entry.number, i, entry.offset, object, nameOf(*object, "SubFilter")});
      }
    }
  }
  return sites;
}

}  // namespace

pdf::Revisions::ObjectPtr catalog(const pdf::Revisions& file, std::size_t revision) {
  return file.resolveKey(file.all()[revision].trailer, "Root", revision);
}

std::vector<FormField> formFields(const pdf::Revisions& file, std::size_t revision) {
  FieldWalk walk(file, revision);
  const auto form = file.resolveKey(*catalog(file, revision), "AcroForm", revision);
  const auto fields = file.resolveKey(*form, "Fields", revision);
  for (const auto& field : fields->items) walk.walk(field, {}, {}, 0);
  return walk.take();
}

std::vector<SignatureSite> findSignatures(const pdf::Revisions& file, Judgement& about_file) {
  const auto last = file.all().size() - 1;
  std::map<std::uint32_t, std::string> shown;  // signature dictionary -> field
  for (const auto& field : formFields(file, last)) {
    const auto* value = field.object->get("V");
    if (field.type != "Sig" || value == nullptr) continue;
    if (!value->is(Kind::kReference)) {
      about_file.fail(sub::kFormatFailure, code::kDictionary, atObject(field.number));
      continue;
    }
    const auto number = static_cast<std::uint32_t>(value->integer);
    if (!shown.emplace(number, field.name).second) {
      about_file.fail(sub::kFormatFailure, code::kSharedValue, atObject(number));
    }
  }
  auto sites = scan(file);
  for (auto& site : sites) {
    const auto found = shown.find(site.number);
    const auto seen = file.definition(site.number, last);
    if (found == shown.end() || !seen || seen->revision != site.revision ||
        !looksSigned(*site.dictionary)) {
      about_file.fail(sub::kFormatFailure, code::kOrphan, atObject(site.number));
    } else {
      site.field = found->second;
      shown.erase(found);
    }
  }
  // What is left is a field whose value is no signature dictionary at all.
  for (const auto& [number, field] : shown) {
    about_file.fail(sub::kFormatFailure, code::kDictionary, atObject(number));
  }
  return sites;
}

void judgeCoverage(const pdf::Revisions& file, SignatureSite& site, Judgement& judgement) {
  const auto& dictionary = *site.dictionary;
  const auto where = atObject(site.number);
  const auto entry = file.definition(site.number, site.revision);
  if (!dictionary.is(Kind::kDictionary) || dictionary.duplicate_keys || !entry ||
      entry->entry->kind != pdf::XrefEntry::Kind::kOffset) {
    return judgement.fail(sub::kFormatFailure, code::kDictionary, where);
  }
  const auto* range = dictionary.get("ByteRange");
  const auto* contents = dictionary.get("Contents");
  if (range == nullptr || !range->is(Kind::kArray) || range->items.size() != 4 ||
      !std::ranges::all_of(range->items, [](const auto& item) {
        return item.is(Kind::kInteger) && item.integer >= 0;
      })) {
    return judgement.fail(sub::kFormatFailure, code::kByteRange, where);
  }
  if (contents == nullptr || !contents->is(Kind::kString) || contents->text.empty()) {
    return judgement.fail(sub::kFormatFailure, code::kContents, where);
  }
  const auto number = [&](std::size_t i) {
    return static_cast<std::uint64_t>(range->items[i].integer);
  };
  const auto size = file.bytes().size();
  if (number(0) != 0 || number(1) >= number(2) || number(2) > size ||
      number(3) > size - number(2)) {
    return judgement.fail(sub::kFormatFailure, code::kByteRange, where);
  }
  site.gap_begin = number(1);
  site.gap_end = number(2);
  site.end = number(2) + number(3);
  const auto token = file.bytes().subspan(contents->where.begin, contents->where.size());
  const bool pure = contents->hex_string && token.size() % 2 == 0 &&
                    std::ranges::all_of(token.subspan(1, token.size() - 2),
                                        [](std::uint8_t byte) { return std::isxdigit(byte) != 0; });
  if (!pure || contents->where.begin != site.gap_begin || contents->where.end != site.gap_end) {
    return judgement.fail(sub::kFormatFailure, code::kByteRangeGap, where);
  }
  const auto& revision = file.all()[site.revision];
  if (site.end < revision.marker_end || site.end > revision.bytes.end) {
    return judgement.fail(sub::kFormatFailure, code::kByteRangeEnd, where);
  }
  site.covered = true;
}

}  // namespace sohoa::signing
