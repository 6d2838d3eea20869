//! The entries of the side menu, offered by rooms and shown to those who may.

use tongli_kernel::Permission;

/// One entry.
#[derive(Debug, Clone, Copy)]
pub struct MenuItem {
    pub path: &'static str,
    /// Word key of its name.
    pub word: &'static str,
    /// Name of the icon in the sprite, without `icon-`.
    pub icon: &'static str,
    /// `None`: everybody signed in.
    pub permission: Option<Permission>,
    /// From top to bottom.
    pub order: u16,
}
