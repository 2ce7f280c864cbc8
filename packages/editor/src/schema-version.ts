/**
 * The version of the document schema that this code knows. It grows whenever
 * a node, a mark or an attribute is added that an older client would not
 * keep; clients announce it, and a client older than the document only reads.
 */
export const SCHEMA_VERSION = 2;

/** The name of the `Y.XmlFragment` that holds the body of a document. */
export const BODY_FRAGMENT = 'default';
