#include <algorithm>

#include "core/digest.h"
#include "pdf/incremental_state.h"

namespace sohoa::pdf {
namespace {

using Blobs = SecurityStoreAdditions::Blobs;

// One of the store's three lists: its streams by content, in their order.
struct StoreList {
  std::string key;      // in /DSS
  std::string vri_key;  // in a /VRI entry
  std::vector<std::string> references;
  std::map<core::Sha256, std::string> known;
  std::vector<std::string> added;  // reference of each blob that was asked for
  bool grew = false;
};

std::vector<std::string> referencesIn(QPDFObjectHandle list) {
  std::vector<std::string> references;
  for (int i = 0; list.isArray() && i < list.getArrayNItems(); ++i) {
    references.push_back(list.getArrayItem(i).unparse());
  }
  return references;
}

StoreList readList(QPDFObjectHandle store, const std::string& key, const std::string& vri_key) {
  StoreList list{key, vri_key, {}, {}, {}};
  QPDFObjectHandle items = store.isDictionary() ? store.getKey(key) : store;
  list.references = referencesIn(items);
  for (int i = 0; items.isArray() && i < items.getArrayNItems(); ++i) {
    QPDFObjectHandle item = items.getArrayItem(i);
    if (!item.isStream()) continue;
    const auto data = item.getStreamData(qpdf_dl_generalized);
    list.known.emplace(core::sha256({data->getBuffer(), data->getSize()}), item.unparse());
  }
  return list;
}

std::string arrayText(const std::vector<std::string>& references) {
  std::string text = "[";
  for (const auto& reference : references) text += " " + reference;
  return text + " ]";
}

// The references that an entry had and those it gains, each once.
std::string mergedArray(QPDFObjectHandle old, const std::vector<std::size_t>& wanted,
                        const StoreList& list) {
  auto references = referencesIn(old);
  for (const auto position : wanted) {
    const auto& reference = list.added.at(position);
    if (std::ranges::find(references, reference) == references.end()) {
      references.push_back(reference);
    }
  }
  return references.empty() ? std::string{} : arrayText(references);
}

std::string relatedText(QPDFObjectHandle old, const SecurityStoreAdditions::Related& related,
                        const StoreList& certificates, const StoreList& ocsps,
                        const StoreList& crls) {
  std::map<std::string, std::string> entries;
  if (old.isDictionary()) {
    for (const auto& [key, value] : old.getDictAsMap()) {
      entries[key] = QPDFObjectHandle(value).unparse();
    }
  }
  const auto merge = [&](const StoreList& list, const std::vector<std::size_t>& wanted) {
    QPDFObjectHandle held =
        old.isDictionary() ? old.getKey(list.vri_key) : QPDFObjectHandle::newNull();
    const auto text = mergedArray(held, wanted, list);
    if (!text.empty()) entries[list.vri_key] = text;
  };
  merge(certificates, related.certificates);
  merge(ocsps, related.ocsps);
  merge(crls, related.crls);
  std::string text = "<<";
  for (const auto& [key, value] : entries) text += " " + key + " " + value;
  return text + " >>";
}

}  // namespace

bool IncrementalUpdate::extendSecurityStore(const SecurityStoreAdditions& additions) {
  return guarded([&] {
    QPDFObjectHandle root = state_->pdf.getRoot();
    QPDFObjectHandle store = root.getKey("/DSS");
    const auto add = [&](StoreList list, const Blobs& blobs) {
      for (const auto& blob : blobs) {
        auto [found, is_new] = list.known.try_emplace(core::sha256(blob));
        if (is_new) {
          const ObjectId id = reserve();
          putStream(id, "", blob);
          found->second = id.reference();
          list.references.push_back(found->second);
          list.grew = true;
        }
        list.added.push_back(found->second);
      }
      return list;
    };
    const auto certificates = add(readList(store, "/Certs", "/Cert"), additions.certificates);
    const auto ocsps = add(readList(store, "/OCSPs", "/OCSP"), additions.ocsps);
    const auto crls = add(readList(store, "/CRLs", "/CRL"), additions.crls);

    QPDFObjectHandle old_related =
        store.isDictionary() ? store.getKey("/VRI") : QPDFObjectHandle::newNull();
    std::map<std::string, std::string> entries;
    if (old_related.isDictionary()) {
      for (const auto& [key, value] : old_related.getDictAsMap()) {
        entries[key] = QPDFObjectHandle(value).unparse();
      }
    }
    bool grew = certificates.grew || ocsps.grew || crls.grew;
    for (const auto& related : additions.related) {
      QPDFObjectHandle old = old_related.isDictionary() ? old_related.getKey("/" + related.key)
                                                        : QPDFObjectHandle::newNull();
      auto text = relatedText(old, related, certificates, ocsps, crls);
      if (old.isDictionary() && parsed(state_->pdf, text).unparse() == old.unparseResolved()) {
        continue;
      }
      entries["/" + related.key] = std::move(text);
      grew = true;
    }
    if (!grew) return false;

    std::map<std::string, std::string> keys;
    for (const auto* list : {&certificates, &ocsps, &crls}) {
      if (!list->references.empty()) keys[list->key] = arrayText(list->references);
    }
    if (!entries.empty()) {
      std::string text = "<<";
      for (const auto& [key, value] : entries) text += " " + key + " " + value;
      keys["/VRI"] = text + " >>";
    }
    if (store.isDictionary()) {
      for (const auto& [key, value] : keys) store.replaceKey(key, parsed(state_->pdf, value));
      state_->markChanged(store, root);
      return true;
    }
    const ObjectId id = reserve();
    std::string body = "<< /Type /DSS";
    for (const auto& [key, value] : keys) body += " " + key + " " + value;
    put(id, body + " >>");
    root.replaceKey("/DSS", parsed(state_->pdf, id.reference()));
    state_->markChanged(root, root);
    return true;
  });
}

}  // namespace sohoa::pdf
