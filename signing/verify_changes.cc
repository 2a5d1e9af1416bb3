#include "signing/verify_changes.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "signing/verify_fields.h"

namespace sohoa::signing {
namespace {

using pdf::Object;
using Kind = Object::Kind;

bool among(std::string_view key, std::initializer_list<std::string_view> keys) {
  return std::ranges::find(keys, key) != keys.end();
}

std::uint32_t numberOf(const Object* value) {
  return value != nullptr && value->is(Kind::kReference)
             ? static_cast<std::uint32_t>(value->integer)
             : 0;
}

bool same(const Object* a, const Object* b) {
  if (a == nullptr || b == nullptr) return a == b;
  return pdf::sameValue(*a, *b);
}

// Both keys' union, each once.
std::set<std::string> allKeys(const Object& a, const Object& b) {
  std::set<std::string> keys(a.keys.begin(), a.keys.end());
  keys.insert(b.keys.begin(), b.keys.end());
  return keys;
}

class Inspector {
 public:
  Inspector(const pdf::Revisions& file, std::size_t revision, bool strict)
      : file_(file), now_(revision), old_(revision - 1), strict_(strict) {
    for (const auto& entry : file.all()[revision].entries) {
      if (entry.kind != pdf::XrefEntry::Kind::kFree) touched_.insert(entry.number);
    }
  }

  RevisionChanges run() {
    compareTrailers();
    compareCatalogs();
    compareFields();
    comparePages();
    settleRest();
    refuseAwakened();
    return std::move(changes_);
  }

 private:
  using ObjectPtr = pdf::Revisions::ObjectPtr;

  ObjectPtr before(const Object& dictionary, std::string_view key) const {
    return file_.resolveKey(dictionary, key, old_);
  }
  ObjectPtr after(const Object& dictionary, std::string_view key) const {
    return file_.resolveKey(dictionary, key, now_);
  }
  bool isNew(std::uint32_t number) const {
    return touched_.count(number) != 0 && !file_.definition(number, old_);
  }
  void forbid(std::string where) {
    if (changes_.forbidden.size() < 20) {
      changes_.forbidden.push_back({std::string(code::kNotAllowed), std::move(where)});
    }
  }
  void forbid(std::uint32_t number) {
    const auto found = file_.definition(number, now_);
    if (refused_.insert(number).second) {
      forbid(atObject(number, found ? found->entry->generation : 0));
    }
    explained_.insert(number);
  }
  void explain(std::uint32_t number) {
    if (number != 0) explained_.insert(number);
  }

  // Everything a new value leads to: new objects are explained by it, older ones must be untouched.
  void explainReachable(const Object& value, int depth = 0) {
    if (depth > 64) return forbid("revision " + std::to_string(now_));
    pdf::visit(value, [&](const Object& part) {
      const auto number = numberOf(&part);
      if (number == 0 || explained_.count(number) != 0 || !isNew(number)) return;
      explain(number);
      explainReachable(*file_.object(number, now_), depth + 1);
    });
  }

  void compareTrailers() {
    const auto& a = file_.all()[old_].trailer;
    const auto& b = file_.all()[now_].trailer;
    for (const auto& key : allKeys(a, b)) {
      if (among(key, {"Size", "Prev", "Type", "W", "Index", "Length", "Filter", "DecodeParms"})) {
        continue;
      }
      if (key == "ID") {
        const auto* first = a.get("ID");
        const auto* second = b.get("ID");
        const bool kept = first == nullptr ||
                          (second != nullptr && first->is(Kind::kArray) &&
                           second->is(Kind::kArray) && !first->items.empty() &&
                           !second->items.empty() && same(&first->items[0], &second->items[0]));
        if (!kept) forbid("trailer");
      } else if (!same(a.get(key), b.get(key))) {
        forbid("trailer");
      }
    }
  }

  void compareCatalogs() {
    const auto a = catalog(file_, old_);
    const auto b = catalog(file_, now_);
    const auto root = numberOf(file_.all()[now_].trailer.get("Root"));
    explain(root);
    if (!a->isDictionary() || !b->isDictionary()) return forbid(root);
    for (const auto& key : allKeys(*a, *b)) {
      if (among(key, {"AcroForm", "DSS", "Extensions"})) continue;
      if (key == "Version" && versionKept(a->get(key), b->get(key))) continue;
      if (!same(a->get(key), b->get(key))) forbid(root);
    }
    compareExtensions(*a, *b, root);
    compareForms(*a, *b, root);
    compareStores(*a, *b, root);
  }

  static bool versionKept(const Object* a, const Object* b) {
    return b != nullptr && b->is(Kind::kName) && b->text.size() == 3 &&
           (a == nullptr || (a->is(Kind::kName) && a->text <= b->text));
  }

  void compareExtensions(const Object& a, const Object& b, std::uint32_t root) {
    const auto first = before(a, "Extensions");
    const auto second = after(b, "Extensions");
    if (pdf::sameValue(*first, *second)) return;
    for (const auto& key : first->keys) {
      if (!same(first->get(key), second->get(key))) return forbid(root);
    }
    if (!second->isDictionary()) return forbid(root);
    explain(numberOf(b.get("Extensions")));
    explainReachable(*second);
  }

  void compareForms(const Object& a, const Object& b, std::uint32_t root) {
    const auto* old_value = a.get("AcroForm");
    const auto* new_value = b.get("AcroForm");
    const auto number = numberOf(new_value);
    if (number != numberOf(old_value)) return forbid(root);
    const auto first = before(a, "AcroForm");
    const auto second = after(b, "AcroForm");
    const auto owner = number != 0 ? number : root;
    explain(number);
    for (const auto& key : allKeys(*first, *second)) {
      if (key == "Fields" || key == "SigFlags") continue;
      if (!same(first->get(key), second->get(key))) forbid(owner);
    }
    const auto old_flags = before(*first, "SigFlags")->asInteger().value_or(0);
    const auto new_flags = after(*second, "SigFlags")->asInteger().value_or(0);
    if ((old_flags & new_flags) != old_flags || new_flags < 0 || new_flags > 3) forbid(owner);
    const auto fields = numberOf(second->get("Fields"));
    if (fields != numberOf(first->get("Fields")) && !isNew(fields)) forbid(owner);
    const auto is_fields = [](const std::string& key) { return key == "Fields"; };
    if (touched_.count(fields) != 0 && !usedOnlyAs(fields, is_fields)) return forbid(fields);
    explain(fields);
    const auto added = appended(*before(*first, "Fields"), *after(*second, "Fields"));
    if (!added) return forbid(fields != 0 ? fields : owner);
    for (const auto& field : *added) acceptNewField(field);
  }

  // The items that the second array has after all of the first; nothing when it does not.
  static std::optional<std::vector<Object>> appended(const Object& a, const Object& b) {
    if (b.items.size() < a.items.size() ||
        !std::equal(a.items.begin(), a.items.end(), b.items.begin(), pdf::sameValue)) {
      return std::nullopt;
    }
    return std::vector<Object>(b.items.begin() + static_cast<long>(a.items.size()), b.items.end());
  }

  static bool isInvisible(const Object& rectangle) {
    return rectangle.is(Kind::kNull) ||
           (rectangle.items.size() == 4 &&
            std::ranges::all_of(rectangle.items, [](const Object& side) {
              return (side.is(Kind::kInteger) && side.integer == 0) ||
                     (side.is(Kind::kReal) && side.real == 0);
            }));
  }

  // A merged field and widget without area that already carries its signature.
  void acceptNewField(const Object& reference) {
    const auto number = numberOf(&reference);
    if (!isNew(number)) return forbid(number);
    const auto field = file_.object(number, now_);
    const auto name = after(*field, "T");
    const bool plain =
        std::ranges::all_of(field->keys,
                            [](const auto& key) {
                              return among(key, {"Type", "Subtype", "FT", "T", "V", "F", "Ff", "P",
                                                 "Rect", "AP", "DA", "MK", "Lock", "TU", "TM"});
                            }) &&
        after(*field, "FT")->isName("Sig") && isInvisible(*after(*field, "Rect")) &&
        name->is(Kind::kString) && !name->text.empty();
    if (!plain || !acceptSignature(field->get("V"))) return forbid(number);
    for (const auto& known : formFields(file_, old_)) {
      if (known.name == name->text) return forbid(number);
    }
    explain(number);
    new_fields_.insert(number);
    explainReachable(*field);
    const auto value = after(*field, "V");
    auto& names =
        value->get("SubFilter") != nullptr && value->get("SubFilter")->isName("ETSI.RFC3161")
            ? changes_.new_timestamps
            : changes_.new_signatures;
    names.push_back(name->text);
  }

  // A field's new value: a signature dictionary in an object of its own, made in this revision.
  bool acceptSignature(const Object* value) {
    const auto number = numberOf(value);
    if (!isNew(number)) return false;
    const auto signature = file_.object(number, now_);
    if (!signature->is(Kind::kDictionary) || signature->get("ByteRange") == nullptr) return false;
    explain(number);
    explainReachable(*signature);
    return true;
  }

  void compareFields() {
    for (const auto& field : formFields(file_, old_)) {
      if (field.number == 0 || touched_.count(field.number) == 0) continue;
      const auto updated = file_.object(field.number, now_);
      if (pdf::sameValue(*field.object, *updated)) {
        explain(field.number);
        continue;
      }
      const bool was_empty = field.type == "Sig" && field.object->get("V") == nullptr;
      bool allowed = was_empty && updated->isDictionary() && acceptSignature(updated->get("V"));
      for (const auto& key : allKeys(*field.object, *updated)) {
        if (key == "V" || key == "AP") continue;
        allowed = allowed && same(field.object->get(key), updated->get(key));
      }
      allowed = allowed && acceptAppearance(*field.object, *updated);
      if (!allowed) {
        forbid(field.number);
        continue;
      }
      explain(field.number);
      changes_.signed_fields.push_back(field.name);
    }
  }

  // New appearance streams must be new objects; what they draw with may be older.
  bool acceptAppearance(const Object& a, const Object& b) {
    if (same(a.get("AP"), b.get("AP"))) return true;
    const auto appearance = after(b, "AP");
    const auto outer = numberOf(b.get("AP"));
    if (!appearance->is(Kind::kDictionary) || (outer != 0 && !isNew(outer))) return false;
    for (std::size_t i = 0; i < appearance->items.size(); ++i) {
      if (!among(appearance->keys[i], {"N", "R", "D"}) || !isNew(numberOf(&appearance->items[i]))) {
        return false;
      }
    }
    explain(outer);
    explainReachable(*appearance);
    return true;
  }

  // Pages may list new invisible fields among their annotations, nothing else.
  void comparePages() {
    if (new_fields_.empty()) return;
    const auto only_new_fields = [&](const Object& a, const Object& b) {
      const auto added = appended(a, b);
      return added && std::ranges::all_of(*added, [&](const Object& item) {
               return new_fields_.count(numberOf(&item)) != 0;
             });
    };
    for (const auto number : file_.numbers(old_)) {
      const auto page = file_.object(number, old_);
      const auto* type = page->get("Type");
      if (type == nullptr || !type->isName("Page")) continue;
      const auto updated = file_.object(number, now_);
      const auto list = numberOf(updated->get("Annots"));
      if (touched_.count(number) == 0 && touched_.count(list) == 0) continue;
      bool allowed = updated->is(Kind::kDictionary);
      for (const auto& key : allKeys(*page, *updated)) {
        allowed = allowed && (key == "Annots" || same(page->get(key), updated->get(key)));
      }
      const bool same_list = list == numberOf(page->get("Annots")) || isNew(list);
      if (!allowed || !same_list ||
          !only_new_fields(*before(*page, "Annots"), *after(*updated, "Annots"))) {
        forbid(number);
        continue;
      }
      explain(number);
      if (list != 0 && usedOnlyAs(list, [](auto& key) { return key == "Annots"; })) {
        explain(list);
      }
    }
  }

  // True when older objects refer to this one only as the value of such keys.
  bool usedOnlyAs(std::uint32_t number, const std::function<bool(const std::string&)>& key) const {
    bool only = true;
    const auto look = [&](const Object& part) {
      for (std::size_t i = 0; i < part.items.size(); ++i) {
        if (numberOf(&part.items[i]) != number) continue;
        only = only && part.isDictionary() && key(part.keys[i]);
      }
    };
    for (const auto each : file_.numbers(old_)) pdf::visit(*file_.object(each, old_), look);
    return only;
  }

  void compareStores(const Object& a, const Object& b, std::uint32_t root) {
    const auto first = before(a, "DSS");
    const auto second = after(b, "DSS");
    collectStore(*first, numberOf(a.get("DSS")));
    const auto number = numberOf(b.get("DSS"));
    const auto owner = number != 0 ? number : root;
    if (second->is(Kind::kNull)) {
      if (!first->is(Kind::kNull)) forbid(root);
      return;
    }
    if (!second->is(Kind::kDictionary) || !acceptStorePart(number)) return forbid(owner);
    changes_.security_store = !pdf::sameValue(*first, *second) || touched_.count(number) != 0;
    for (const auto& key : allKeys(*first, *second)) {
      if (among(key, {"Certs", "CRLs", "OCSPs"})) {
        compareStoreList(*first, *second, key, owner);
      } else if (key == "VRI") {
        compareRelated(*first, *second, owner);
      } else if (key != "Type" || (first->isDictionary() && first->get(key) != nullptr &&
                                   !same(first->get(key), second->get(key)))) {
        forbid(owner);
      }
    }
  }

  // Remembers which older objects make up the store, so that they may be written again.
  void collectStore(const Object& store, std::uint32_t number) {
    store_parts_.insert(number);
    const auto lists = [&](const Object& holder) {
      for (const auto& item : holder.items) store_parts_.insert(numberOf(&item));
    };
    lists(store);
    const auto related = before(store, "VRI");
    lists(*related);
    for (const auto& item : related->items) lists(*file_.resolve(item, old_));
  }

  // A dictionary or array of the store: untouched, new, or part of the older store.
  bool acceptStorePart(std::uint32_t number) {
    if (number == 0 || touched_.count(number) == 0) return true;
    // An older part that also serves elsewhere, say as the contents of a page, must stay as it is.
    const auto of_store = [](const std::string& key) {
      return key.size() == 40 ||
             among(key, {"DSS", "Certs", "CRLs", "OCSPs", "VRI", "Cert", "CRL", "OCSP"});
    };
    if (!isNew(number) && (store_parts_.count(number) == 0 || !usedOnlyAs(number, of_store))) {
      return false;
    }
    explain(number);
    return true;
  }

  // What the older list names must stay named, in the newer one or in `elsewhere`.
  void compareStoreList(const Object& a, const Object& b, const std::string& key,
                        std::uint32_t owner, const Object& elsewhere = Object{}) {
    const auto first = before(a, key);
    const auto second = after(b, key);
    if (!acceptStorePart(numberOf(b.get(key))) ||
        (!second->is(Kind::kArray) && !second->is(Kind::kNull))) {
      return forbid(owner);
    }
    const auto holds = [&](const Object& wanted) {
      const auto is_wanted = [&](const Object& item) { return pdf::sameValue(item, wanted); };
      return std::ranges::any_of(second->items, is_wanted) ||
             std::ranges::any_of(elsewhere.items, is_wanted);
    };
    if (!std::ranges::all_of(first->items, holds)) return forbid(owner);
    for (const auto& item : second->items) {
      const auto number = numberOf(&item);
      const auto stream = file_.resolve(item, now_);
      const bool touched = touched_.count(number) != 0;
      const bool plain =
          stream->is(Kind::kStream) && std::ranges::all_of(stream->keys, [](auto& k) {
            return among(k, {"Length", "Filter", "DecodeParms"});
          });
      if (number == 0 || (touched && (!isNew(number) || !plain))) return forbid(owner);
      if (touched) {
        explain(number);
        explainReachable(*stream);
      }
    }
  }

  void compareRelated(const Object& a, const Object& b, std::uint32_t owner) {
    const auto first = before(a, "VRI");
    const auto second = after(b, "VRI");
    if (!acceptStorePart(numberOf(b.get("VRI"))) || !second->is(Kind::kDictionary)) {
      return forbid(owner);
    }
    for (const auto& key : allKeys(*first, *second)) {
      if (key == "Type") continue;
      const auto old_entry = before(*first, key);
      const auto new_entry = after(*second, key);
      if (!acceptStorePart(numberOf(second->get(key))) || !new_entry->is(Kind::kDictionary)) {
        return forbid(owner);
      }
      for (const auto& part : allKeys(*old_entry, *new_entry)) {
        if (among(part, {"Cert", "CRL", "OCSP"})) {
          // Writers in use rewrite an entry with less in it; the store as a whole keeps it.
          compareStoreList(*old_entry, *new_entry, part, owner, *after(b, part + "s"));
        } else if (part == "TS") {
          const auto number = numberOf(new_entry->get(part));
          if (touched_.count(number) != 0 && !isNew(number)) return forbid(owner);
          explain(number);
        } else if (!among(part, {"Type", "TU"})) {
          return forbid(owner);
        }
      }
    }
  }

  // What nothing above has explained must be the revision's own machinery, or say what was said.
  void settleRest() {
    const auto& revision = file_.all()[now_];
    for (const auto& entry : revision.entries) {
      if (entry.kind == pdf::XrefEntry::Kind::kFree) {
        if (file_.definition(entry.number, old_)) forbid(entry.number);
        continue;
      }
      if (explained_.count(entry.number) != 0 || refused_.count(entry.number) != 0) continue;
      const bool described = !strict_ && (isDocumentInfo(entry) || isMetadata(entry));
      if (!isMachinery(entry) && !isUnchanged(entry) && !described) {
        forbid(entry.number);
      }
    }
  }

  bool isMachinery(const pdf::XrefEntry& entry) const {
    const auto& revision = file_.all()[now_];
    if (entry.kind != pdf::XrefEntry::Kind::kOffset || !isNew(entry.number)) return false;
    if (revision.xref_stream && entry.offset == revision.xref_offset) return true;
    const auto object = file_.object(entry.number, now_);
    const auto* type = object->get("Type");
    return object->is(Kind::kStream) && type != nullptr && type->isName("ObjStm");
  }

  bool isUnchanged(const pdf::XrefEntry& entry) const {
    const auto found = file_.definition(entry.number, old_);
    if (!found || found->entry->generation != entry.generation) return false;
    const auto a = file_.object(entry.number, old_);
    const auto b = file_.object(entry.number, now_);
    const auto raw = [&](const Object& stream) {
      return file_.bytes().subspan(stream.data.begin, stream.data.size());
    };
    return pdf::sameValue(*a, *b) &&
           (!a->is(Kind::kStream) || std::ranges::equal(raw(*a), raw(*b)));
  }

  // Writers stamp the time of the update here; nothing of it is shown on a page.
  bool isDocumentInfo(const pdf::XrefEntry& entry) const {
    if (entry.number != numberOf(file_.all()[now_].trailer.get("Info"))) return false;
    const auto a = file_.object(entry.number, old_);
    const auto b = file_.object(entry.number, now_);
    if (!a->is(Kind::kDictionary) || !b->is(Kind::kDictionary)) return false;
    return std::ranges::all_of(allKeys(*a, *b), [&](const auto& key) {
      const auto* value = b->get(key);
      const bool stamp =
          among(key, {"ModDate", "Producer"}) && value != nullptr && value->is(Kind::kString);
      return stamp || same(a->get(key), value);
    });
  }

  // The description of the whole document (XMP), which no page shows either.
  bool isMetadata(const pdf::XrefEntry& entry) const {
    const auto root = catalog(file_, old_);
    if (entry.number != numberOf(root->get("Metadata"))) return false;
    const auto is_xmp = [&](std::size_t revision) {
      const auto object = file_.object(entry.number, revision);
      const auto* type = object->get("Type");
      const auto* subtype = object->get("Subtype");
      return object->is(Kind::kStream) && type != nullptr && type->isName("Metadata") &&
             subtype != nullptr && subtype->isName("XML") &&
             std::ranges::all_of(object->items,
                                 [](const Object& item) { return !item.is(Kind::kReference); });
    };
    return is_xmp(old_) && is_xmp(now_) &&
           usedOnlyAs(entry.number, [](const std::string& key) { return key == "Metadata"; });
  }

  // A reference to nothing in a signed revision must stay one.
  void refuseAwakened() {
    std::set<std::uint32_t> fresh;
    for (const auto number : touched_) {
      if (isNew(number)) fresh.insert(number);
    }
    if (fresh.empty()) return;
    const auto refuse = [&](const Object& part) {
      const auto number = numberOf(&part);
      if (number != 0 && fresh.count(number) != 0) forbid(number);
    };
    for (const auto number : file_.numbers(old_)) pdf::visit(*file_.object(number, old_), refuse);
    pdf::visit(file_.all()[old_].trailer, refuse);
  }

  const pdf::Revisions& file_;
  std::size_t now_;
  std::size_t old_;
  bool strict_;
  std::set<std::uint32_t> touched_;
  std::set<std::uint32_t> explained_;
  std::set<std::uint32_t> refused_;
  std::set<std::uint32_t> new_fields_;
  std::set<std::uint32_t> store_parts_;
  RevisionChanges changes_;
};

}  // namespace

RevisionChanges inspectChanges(const pdf::Revisions& file, std::size_t revision, bool strict) {
  return Inspector(file, revision, strict).run();
}

ChangeLocks readLocks(const pdf::Revisions& file, const Object& signature, std::size_t revision) {
  ChangeLocks locks;
  const auto references = file.resolveKey(signature, "Reference", revision);
  for (const auto& item : references->items) {
    const auto reference = file.resolve(item, revision);
    const auto method = file.resolveKey(*reference, "TransformMethod", revision);
    const auto params = file.resolveKey(*reference, "TransformParams", revision);
    if (method->isName("DocMDP")) {
      const auto level = file.resolveKey(*params, "P", revision)->asInteger().value_or(2);
      locks.certifies = true;
      locks.no_changes = locks.no_changes || level == 1;
    } else if (method->isName("FieldMDP")) {
      const auto action = file.resolveKey(*params, "Action", revision);
      // Held: nothing else may keep the array while its items are read.
      const auto fields = file.resolveKey(*params, "Fields", revision);
      std::vector<std::string> names;
      for (const auto& name : fields->items) names.push_back(name.text);
      if (action->isName("Include")) {
        locks.fields.insert(locks.fields.end(), names.begin(), names.end());
      } else {
        locks.all_fields = true;
        if (action->isName("Exclude")) locks.except = names;
      }
    }
  }
  return locks;
}

}  // namespace sohoa::signing
