using Psono.Client;
using Psono.Client.ApiKeys.Settings;

namespace Psono.Extensions.Configuration;

/// <summary>
/// The settings of the API key are missing or wrong (then there is an <see cref="ApiKeySettingsException"/> within), or the secrets are not
/// what was demanded. That the server could not be read is a <see cref="PsonoApiException"/>. The message never holds a value or a key.
/// </summary>
/// <param name="message">One line for people.</param>
/// <param name="innerException">The cause, if there is one.</param>
public sealed class PsonoConfigurationException(string message, Exception? innerException = null) : Exception(message, innerException);
