namespace Cornea;

internal enum SliceKind
{
    Index, Range, NewAxis, Ellipsis,
}
