#include "pdf/incremental_update.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/digest.h"
#include "pdf/incremental_state.h"
#include "pdf/object_writer.h"
#include "pdf/text_string.h"

namespace sohoa::pdf {
namespace {

constexpr int kMaxFieldDepth = 32;
// Three numbers of fixed width, so that the revision's length is known before they are.
constexpr std::size_t kByteRangeDigits = 20;

Rectangle rectOf(QPDFObjectHandle widget) {
  QPDFObjectHandle rect = widget.getKey("/Rect");
  if (!rect.isRectangle()) return {};
  const auto raw = rect.getArrayAsRectangle();
  return {raw.llx, raw.lly, raw.urx, raw.ury};
}

void append(std::vector<std::uint8_t>& out, std::string_view text) {
  out.insert(out.end(), text.begin(), text.end());
}

std::string objectText(ObjectId id, std::string_view body) {
  return fmt::format("{} {} obj\n{}\nendobj\n", id.number, id.generation, body);
}

}  // namespace

std::optional<SignatureField> IncrementalUpdate::State::find(QPDFObjectHandle field,
                                                             const std::string& prefix,
                                                             bool inherits_sig,
                                                             std::string_view wanted,
                                                             int depth) const {
  if (depth > kMaxFieldDepth || !field.isDictionary() || !field.isIndirect()) return {};
  std::string name = prefix;
  if (QPDFObjectHandle part = field.getKey("/T"); part.isString()) {
    if (!name.empty()) name += '.';
    name += part.getUTF8Value();
  }
  QPDFObjectHandle type = field.getKey("/FT");
  const bool sig = type.isName() ? type.getName() == "/Sig" : inherits_sig;
  QPDFObjectHandle kids = field.getKey("/Kids");
  QPDFObjectHandle only_widget;
  for (int i = 0; kids.isArray() && i < kids.getArrayNItems(); ++i) {
    QPDFObjectHandle kid = kids.getArrayItem(i);
    if (kid.isDictionary() && !kid.hasKey("/T")) {
      if (!only_widget.isInitialized()) only_widget = kid;
      continue;
    }
    if (auto found = find(kid, name, sig, wanted, depth + 1)) return found;
  }
  if (!sig || name != wanted) return {};
  const QPDFObjectHandle widget =
      only_widget.isInitialized() && only_widget.isIndirect() ? only_widget : field;
  return SignatureField{idOf(field), idOf(widget), rectOf(widget), !field.getKey("/V").isNull()};
}

// The AcroForm dictionary, made when absent, marked as changed.
QPDFObjectHandle IncrementalUpdate::State::formForUpdate() {
  QPDFObjectHandle root = pdf.getRoot();
  QPDFObjectHandle form = root.getKey("/AcroForm");
  if (!form.isDictionary()) {
    form = QPDFObjectHandle::parse("<< /Fields [] /SigFlags 3 >>");
    root.replaceKey("/AcroForm", form);
  }
  markChanged(form, root);
  return form;
}

IncrementalUpdate::IncrementalUpdate(const std::filesystem::path& base)
    : state_(std::make_unique<State>()) {
  state_->base = base;
  state_->end = readXrefEnd(base);
  guarded([this, &base] {
    QPDF& pdf = state_->pdf;
    pdf.setSuppressWarnings(true);
    pdf.setAttemptRecovery(false);
    try {
      pdf.processFile(base.c_str());
    } catch (const QPDFExc& error) {
      if (error.getErrorCode() == qpdf_e_password) throw core::Error(kEncrypted, {});
      throw;
    }
    if (pdf.isEncrypted()) throw core::Error(kEncrypted, {});
    QPDFObjectHandle trailer = pdf.getTrailer();
    if (trailer.hasKey("/XRefStm")) throw core::Error(kUnsupportedXref, {.detail = "hybrid file"});
    if (!pdf.getRoot().isIndirect()) throw core::Error(kUnreadable, {.detail = "no catalog"});
    int top = trailer.getKey("/Size").isInteger() ? trailer.getKey("/Size").getIntValueAsInt() : 1;
    for (const auto& [id, entry] : pdf.getXRefTable()) top = std::max(top, id.getObj() + 1);
    state_->next_number = top;
  });
}

IncrementalUpdate::~IncrementalUpdate() = default;
IncrementalUpdate::IncrementalUpdate(IncrementalUpdate&&) noexcept = default;
IncrementalUpdate& IncrementalUpdate::operator=(IncrementalUpdate&&) noexcept = default;

std::optional<SignatureField> IncrementalUpdate::signatureField(std::string_view full_name) const {
  return guarded([&]() -> std::optional<SignatureField> {
    QPDFObjectHandle form = state_->pdf.getRoot().getKey("/AcroForm");
    if (!form.isDictionary()) return {};
    QPDFObjectHandle fields = form.getKey("/Fields");
    for (int i = 0; fields.isArray() && i < fields.getArrayNItems(); ++i) {
      if (auto found = state_->find(fields.getArrayItem(i), "", false, full_name, 0)) return found;
    }
    return {};
  });
}

SignatureField IncrementalUpdate::addSignatureField(std::string_view name) {
  return guarded([&] {
    const auto& pages = state_->pdf.getAllPages();
    if (pages.empty()) throw core::Error(kUnreadable, {.detail = "no page"});
    QPDFObjectHandle page = pages.front();
    const ObjectId id = reserve();
    put(id, fmt::format("<< /Type /Annot /Subtype /Widget /FT /Sig /T {} /F 132 /P {} "
                        "/Rect [0 0 0 0] >>",
                        textString(name), idOf(page).reference()));
    const auto reference = [&] { return parsed(state_->pdf, id.reference()); };

    QPDFObjectHandle form = state_->formForUpdate();
    form.replaceKey("/SigFlags", QPDFObjectHandle::newInteger(3));
    QPDFObjectHandle fields = form.getKey("/Fields");
    if (!fields.isArray()) {
      fields = QPDFObjectHandle::newArray();
      form.replaceKey("/Fields", fields);
    }
    fields.appendItem(reference());
    if (fields.isIndirect()) state_->markChanged(fields, form);

    QPDFObjectHandle annotations = page.getKey("/Annots");
    if (!annotations.isArray()) {
      annotations = QPDFObjectHandle::newArray();
      page.replaceKey("/Annots", annotations);
    }
    annotations.appendItem(reference());
    state_->markChanged(annotations, page);
    return SignatureField{id, id, {}, false};
  });
}

bool IncrementalUpdate::forbidsChanges() const {
  return guarded([&] {
    QPDFObjectHandle permissions = state_->pdf.getRoot().getKey("/Perms");
    QPDFObjectHandle signature =
        permissions.isDictionary() ? permissions.getKey("/DocMDP") : permissions;
    QPDFObjectHandle references =
        signature.isDictionary() ? signature.getKey("/Reference") : QPDFObjectHandle::newNull();
    for (int i = 0; references.isArray() && i < references.getArrayNItems(); ++i) {
      QPDFObjectHandle item = references.getArrayItem(i);
      QPDFObjectHandle parameters =
          item.isDictionary() ? item.getKey("/TransformParams") : QPDFObjectHandle::newNull();
      if (parameters.isDictionary() && parameters.getKey("/P").isInteger() &&
          parameters.getKey("/P").getIntValue() == 1) {
        return true;
      }
    }
    return false;
  });
}

ObjectId IncrementalUpdate::reserve() {
  const ObjectId id{state_->next_number++, 0};
  // qpdf drops keys that refer to objects it does not know.
  state_->pdf.replaceObject(id.number, id.generation, QPDFObjectHandle::newDictionary());
  return id;
}

void IncrementalUpdate::put(ObjectId id, const std::string& body) {
  state_->put[id] = objectText(id, body);
}

void IncrementalUpdate::putStream(ObjectId id, std::string_view entries,
                                  std::span<const std::uint8_t> data) {
  putPacked(id, entries, deflated(data));
}

void IncrementalUpdate::putPacked(ObjectId id, std::string_view entries,
                                  std::span<const std::uint8_t> packed) {
  put(id,
      fmt::format("<< {} /Filter /FlateDecode /Length {} >>\nstream\n{}\nendstream", entries,
                  packed.size(),
                  std::string_view(reinterpret_cast<const char*>(packed.data()), packed.size())));
}

void IncrementalUpdate::setKey(ObjectId id, const std::string& key, const std::string& value) {
  guarded([&] {
    if (const auto found = state_->put.find(id); found != state_->put.end()) {
      const std::string old = found->second.substr(found->second.find('\n') + 1);
      QPDFObjectHandle dictionary = parsed(state_->pdf, old.substr(0, old.rfind("\nendobj")));
      dictionary.replaceKey(key, parsed(state_->pdf, value));
      put(id, dictionary.unparse());
      return;
    }
    QPDFObjectHandle dictionary = state_->object(id);
    if (!dictionary.isDictionary()) throw core::Error(kUnreadable, {.detail = id.reference()});
    dictionary.replaceKey(key, parsed(state_->pdf, value));
    state_->changed.insert(dictionary.getObjGen());
  });
}

// /ID keeps its first string; the second follows from the revision's bytes (clause 14.4).
std::string IncrementalUpdate::State::trailer(std::uint64_t seed_size,
                                              std::span<const std::uint8_t> seed, int size) const {
  QPDFObjectHandle old = pdf.getTrailer();
  std::string text =
      fmt::format("/Size {} /Root {} /Prev {}", size, old.getKey("/Root").unparse(), end.startxref);
  if (old.hasKey("/Info")) text += " /Info " + old.getKey("/Info").unparse();
  QPDFObjectHandle id = old.getKey("/ID");
  if (id.isArray() && id.getArrayNItems() == 2 && id.getArrayItem(0).isString()) {
    core::Sha256Stream hash;
    hash.update(seed);
    const std::string first = id.getArrayItem(0).getStringValue() + std::to_string(seed_size);
    hash.update({reinterpret_cast<const std::uint8_t*>(first.data()), first.size()});
    text += fmt::format(" /ID [{} <{}>]", id.getArrayItem(0).unparse(),
                        hash.finish().hex().substr(0, 32));
  }
  return text;
}

Increment IncrementalUpdate::build(const std::optional<SignatureHole>& hole) const {
  return guarded([&] {
    Increment increment;
    increment.base_size = state_->end.file_size;
    XrefEntries entries;
    const auto here = [&] { return increment.base_size + increment.bytes.size(); };
    const auto add = [&](ObjectId id, std::string_view text) {
      entries[id] = here();
      append(increment.bytes, text);
    };
    if (!state_->end.ends_with_eol) append(increment.bytes, "\n");
    for (const QPDFObjGen& changed : state_->changed) {
      QPDFObjectHandle object = state_->pdf.getObject(changed);
      add(idOf(object), objectText(idOf(object), object.unparseResolved()));
    }
    for (const auto& [id, text] : state_->put) add(id, text);

    std::size_t byte_range = 0;
    if (hole) {
      entries[hole->id] = here();
      append(increment.bytes, fmt::format("{} {} obj\n<< {} /ByteRange ", hole->id.number,
                                          hole->id.generation, hole->head));
      byte_range = increment.bytes.size();
      append(increment.bytes, std::string(3 * kByteRangeDigits + 6, ' ') + " /Contents ");
      increment.hole_begin = increment.bytes.size();
      append(increment.bytes, "<" + std::string(2 * hole->capacity, '0') + ">");
      increment.hole_end = increment.bytes.size();
      append(increment.bytes, " " + hole->tail + " >>\nendobj\n");
    }

    int size = state_->next_number;
    const std::uint64_t xref = here();
    if (state_->end.kind == XrefEnd::Kind::kTable) {
      append(increment.bytes,
             xrefTable(entries, state_->trailer(increment.base_size, increment.bytes, size)));
    } else {
      const ObjectId self{size++, 0};
      entries[self] = xref;
      append(
          increment.bytes,
          xrefStream(entries, state_->trailer(increment.base_size, increment.bytes, size), self));
    }
    append(increment.bytes, fmt::format("startxref\n{}\n%%EOF\n", xref));

    if (hole) {
      const std::uint64_t begin = increment.base_size + increment.hole_begin;
      const std::uint64_t end = increment.base_size + increment.hole_end;
      const std::string range = fmt::format("[0 {:{}} {:{}} {:{}}]", begin, kByteRangeDigits, end,
                                            kByteRangeDigits, here() - end, kByteRangeDigits);
      std::ranges::copy(range, increment.bytes.begin() + static_cast<std::ptrdiff_t>(byte_range));
    }
    return increment;
  });
}

std::string ObjectId::reference() const { return fmt::format("{} {} R", number, generation); }

void Increment::fillHole(std::span<const std::uint8_t> der) {
  constexpr char kDigits[] = "0123456789abcdef";
  if (2 * der.size() + 2 > hole_end - hole_begin) {
    throw core::Error(kHoleTooSmall, {.detail = std::to_string(der.size()) + " bytes"});
  }
  std::size_t at = hole_begin + 1;
  for (const std::uint8_t byte : der) {
    bytes[at++] = static_cast<std::uint8_t>(kDigits[byte >> 4U]);
    bytes[at++] = static_cast<std::uint8_t>(kDigits[byte & 15U]);
  }
  std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(at),
            bytes.begin() + static_cast<std::ptrdiff_t>(hole_end) - 1, std::uint8_t{'0'});
}

}  // namespace sohoa::pdf
