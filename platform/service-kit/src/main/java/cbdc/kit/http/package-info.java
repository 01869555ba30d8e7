/**
 * The API server of a service: contract first, strict about what comes in, visible about what it
 * refuses.
 *
 * <p>{@link cbdc.kit.http.ApiServer} answers each operation of an {@link
 * cbdc.kit.http.OpenApiContract} by one {@link cbdc.kit.http.Operation}; every refusal is a {@link
 * cbdc.kit.http.Problem} with a stable {@link cbdc.kit.http.ProblemCode}. Knows no money and, of
 * the project, only {@code cbdc.kit} and the exception of {@code cbdc.kit.db}. Nothing here or in a
 * handler may block: both run on event loops.
 */
package cbdc.kit.http;
