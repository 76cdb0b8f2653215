namespace Cornea.Bench;

/// <summary>The other library could not be measured.</summary>
internal sealed class PeerException(string message) : Exception(message);
