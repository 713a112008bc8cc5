using Psono.Client;
using Psono.Client.ApiKeys.Settings;

namespace Psono.Extensions.Configuration;

/// <summary>
/// The exception that is thrown when the settings of the API key are missing or invalid (with an <see cref="ApiKeySettingsException"/> as
/// inner exception), or when the secrets lack a required key or have one twice. A failed request is a <see cref="PsonoApiException"/>. The
/// message never contains a secret value or the secret key.
/// </summary>
/// <param name="message">One line for people.</param>
/// <param name="innerException">The cause, if there is one.</param>
public sealed class PsonoConfigurationException(string message, Exception? innerException = null) : Exception(message, innerException);
