// Whether a text is XML that every parser takes.
#pragma once

#include <string>

namespace eventstore::tests {

/// What is wrong with it as a document of elements, attributes and text, as JUnit XML is; empty
/// when it is well-formed.  Comments, CDATA, processing instructions after the first line and
/// entities that XML does not bring along count as faults: we write none.
[[nodiscard]] std::string xml_fault(const std::string& text);

/// The same of a file.
[[nodiscard]] std::string xml_fault_in_file(const std::string& path);

}  // namespace eventstore::tests
