namespace Cornea;

/// <summary>A file of a data set where its authors publish it.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Name">Its name in the cache.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Sha256">Its SHA-256, 64 hexadecimal digits. A file with another one is never kept.</param>
public sealed record RemoteFile(Uri Address, string Name, long Length, string Sha256);
